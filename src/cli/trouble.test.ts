import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const main = join(process.cwd(), 'dist/cli/main.js');
const example = join(process.cwd(), 'examples/k3s-homelab');
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-trouble-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Running {
  readonly output: () => string;
  readonly errors: () => string;
  /** Resolves when the text has been printed on either stream. */
  readonly says: (text: string) => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<number | null>;
  readonly temporary: string;
}

function start(...args: string[]): Running {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, TMPDIR: temporary, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const listeners = new Set<() => void>();
  const hear = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk) => {
    output += chunk;
    hear();
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
    hear();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const listen = () => {
        if (`${output}${errors}`.includes(text)) resolve();
      };
      listeners.add(listen);
      listen();
      void ended.then(() => reject(new Error(`ended without saying ${text}:\n${output}${errors}`)));
    });
  return {
    output: () => output,
    errors: () => errors,
    says,
    kill: (signal) => child.kill(signal),
    ended,
    temporary,
  };
}

/** A lab that takes some seconds. */
function largeLab(): string {
  const path = mkdtempSync(join(folder, 'large-'));
  spawnSync(process.execPath, [main, 'init', path, '--yes']);
  const lab = join(path, 'lab.yaml');
  const apps = Array.from(
    { length: 150 },
    (_, i) =>
      `  - { name: app-${i}, image: 'docker.io/traefik/whoami:v1.11.0', port: 80, hosts: [app-${i}.lab.home.arpa] }`,
  );
  writeFileSync(lab, `${apps.join('\n')}\n`, { flag: 'a' });
  return path;
}

describe('Ctrl-C', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends up with %i, a line, and no report', async (signal, code) => {
    const run = start('up', largeLab());
    await run.says('Bringing up');
    run.kill(signal);
    expect(await run.ended).toBe(code);
    expect(run.output()).toBe('');
    expect(run.errors()).toMatch(/^error interrupted: .*$/m);
    expect(run.errors()).not.toMatch(/^\s+at .*\.[jt]s/m);
    expect(readdirSync(run.temporary)).toEqual([]);
  });

  test.each([
    ['SIGINT', 130, example],
    ['SIGTERM', 143, example],
    ['SIGHUP', 129, join(process.cwd(), 'examples/broken/selector-before-the-rename/repository')],
  ] as const)('%s ends up --keep with %i and without a word, and nothing is left', async (signal, code, path) => {
    const run = start('up', path, '--keep');
    await run.says('Ctrl-C ends it.');
    expect(readdirSync(run.temporary)).toHaveLength(1);
    run.kill(signal);
    expect(await run.ended).toBe(code);
    expect(run.errors()).not.toContain('interrupted');
    expect(readdirSync(run.temporary)).toEqual([]);
  });
});

describe('what up --keep tells to type', () => {
  /** Sends what a curl line says: its CA, its --connect-to, its URL. */
  function send(line: string, ca: string): Promise<number> {
    const [, host, port] = /--connect-to [^ ]+:(\d[\d.]*):(\d+) /.exec(line)!;
    const url = new URL(line.split(' ').at(-1)!);
    const options = {
      host,
      port: Number(port),
      path: url.pathname,
      headers: { host: url.host },
      agent: false as const,
    };
    return new Promise((resolve, reject) => {
      const sent =
        url.protocol === 'https:'
          ? requestTls({ ...options, servername: url.hostname, ca }, ({ statusCode = 0 }) => resolve(statusCode))
          : request(options, ({ statusCode = 0 }) => resolve(statusCode));
      sent.on('error', reject);
      sent.end();
    });
  }

  test('works: each curl line, over a certificate that the given CA signed', async () => {
    const run = start('up', example, '--keep');
    await run.says('Ctrl-C ends it.');
    const lines = run.output().match(/^ {2}curl .*$/gm) ?? [];
    const ca = readFileSync(/--cacert (\S+)/.exec(run.output())![1]!, 'utf8');
    const answers = await Promise.all(
      lines.map(async (line) => `${line.split(' ').at(-1)} ${await send(line.trim(), ca)}`),
    );
    run.kill('SIGINT');
    await run.ended;
    expect(answers).toEqual([
      'http://hello.home.example.org/ 301',
      'https://hello.home.example.org/ 200',
      'http://traefik.home.example.org/dashboard/ 200',
    ]);
    expect(run.output()).toMatch(/this machine plays [\d.]+; others are told 403/);
    expect(run.output()).toMatch(/browser: 127\.0\.0\.1 traefik\.home\.example\.org in \/etc\/hosts/);
  });

  test('goes around ports that are taken', async () => {
    const taken = createServer();
    const listening = await new Promise<boolean>((resolve) => {
      taken.once('error', () => resolve(false));
      taken.listen(8080, '127.0.0.1', () => resolve(true));
    });
    const run = start('up', example, '--keep');
    await run.says('Ctrl-C ends it.');
    run.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect(run.output()).toMatch(/192\.168\.88\.60:80 .* is served on 127\.0\.0\.1:(?!8080)\d+/);
    if (listening) await new Promise((resolve) => taken.close(resolve));
  });
});

describe('output', () => {
  test.skipIf(!existsSync('/dev/full')).each([[['--version']], [['check', example]], [['up', example]]])(
    'of %j to a full disk is one line and exit code 2',
    (args) => {
      const full = openSync('/dev/full', 'w');
      const run = spawnSync(process.execPath, [main, ...args], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
      expect(run.status).toBe(2);
      expect(run.stderr.trim().split('\n').at(-1)).toMatch(/^error cannot write the output: ENOSPC/);
      expect(run.stderr).not.toMatch(/^\s+at .*\.[jt]s/m);
    },
  );

  test.each([
    [{ NO_COLOR: '1', FORCE_COLOR: '' }, [], false],
    [{ NO_COLOR: '', FORCE_COLOR: '1' }, [], true],
    [{ NO_COLOR: '', FORCE_COLOR: '1' }, ['--no-color'], false],
    [{ NO_COLOR: '', FORCE_COLOR: '' }, [], false],
  ])('with %j and %j has colours: %s', (env, args, colored) => {
    const run = spawnSync(
      process.execPath,
      [main, 'check', join(process.cwd(), 'examples/broken/pool-in-dhcp'), ...args],
      {
        env: { ...process.env, ...env },
        encoding: 'utf8',
      },
    );
    expect(run.stdout.includes('\u001b[')).toBe(colored);
  });
});
