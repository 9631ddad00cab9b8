import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const main = join(process.cwd(), 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-signals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Plays a clock for the process under test: the file is loaded before it, sends the signal to the process itself at a named moment, and
 * tells how much processor time passed until its end. Processor time is the same on a busy machine.
 */
const conductor = join(folder, 'conductor.cjs');
const moment = {
  /** Reading the `GATEHOUSE_TEST_AFTER`th file. */
  reading: `const fs = require('node:fs'); const { openSync } = fs; let left = Number(process.env.GATEHOUSE_TEST_AFTER);
    fs.openSync = (...args) => { if (--left === 0) strike(); return openSync(...args); }; require('node:module').syncBuiltinESMExports();`,
  /** Having used so many milliseconds of processor time. */
  computing: `const limit = Number(process.env.GATEHOUSE_TEST_AFTER); const look = () => used() > limit ? strike() : setImmediate(look).unref(); look();`,
};
const used = `const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  let struck; const strike = () => { struck = used(); process.kill(process.pid, process.env.GATEHOUSE_TEST_SIGNAL); };
  process.on('exit', () => process.stderr.write('after ' + Math.round(used() - struck) + ' ms\\n'));`;

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** Milliseconds of processor time from the signal to the end. */
  readonly after: number;
  /** What was left in the folder for temporary files. */
  readonly left: readonly string[];
}

async function strike(
  at: { readonly moment: keyof typeof moment; readonly after: number },
  signal: string,
  args: readonly string[],
): Promise<Ended> {
  writeFileSync(conductor, `${used}${moment[at.moment]}`);
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const child = spawn(process.execPath, ['-r', conductor, main, ...args], {
    env: {
      ...process.env,
      TMPDIR: temporary,
      NO_COLOR: '1',
      GATEHOUSE_TEST_SIGNAL: signal,
      GATEHOUSE_TEST_AFTER: String(at.after),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output, errors, after: Number(/after (\d+) ms/.exec(errors)?.[1]), left: readdirSync(temporary) };
}

/** Many files with many objects each: reading, building and checking them takes seconds. */
const many = join(folder, 'many');
/** The same, brought by Flux. */
const platform = join(folder, 'platform');
const flux = `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: lab, namespace: flux-system }
spec: { interval: 1m, url: https://git.example.org/lab.git, ref: { branch: main } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: lab, namespace: flux-system }
spec: { interval: 10m, path: ./apps, prune: true, sourceRef: { kind: GitRepository, name: lab } }
`;

beforeAll(() => {
  const object = (n: number) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: s-${n}, namespace: default }\nspec: { selector: { app: a${n} }, ports: [{ port: 80 }] }\n`;
  for (const root of [many, join(platform, 'apps')]) {
    mkdirSync(root, { recursive: true });
    for (let file = 0; file < 60; file++) {
      const objects = Array.from({ length: 150 }, (_, i) => object(file * 150 + i));
      writeFileSync(join(root, `${String(file).padStart(2, '0')}.yaml`), objects.join('---\n'));
    }
  }
  writeFileSync(join(platform, 'flux.yaml'), flux);
});

/** A second on an idle machine; where several processes share a core, the same work counts as more processor time. */
const second = 2000;

const phases = [
  ['check, reading a folder', { moment: 'reading', after: 20 }, ['check', many]],
  ['check, computing', { moment: 'computing', after: 900 }, ['check', many]],
  ['up, reading a folder', { moment: 'reading', after: 20 }, ['up', platform]],
  ['up, computing', { moment: 'computing', after: 1200 }, ['up', platform]],
  ['up, converging', { moment: 'computing', after: 3000 }, ['up', platform]],
  [
    'trace, computing',
    { moment: 'computing', after: 1200 },
    ['trace', 'http://a.example/', platform, '--from', '10.0.0.1'],
  ],
] as const;

test.each([
  ...phases.map((phase) => ['SIGINT', 130, ...phase] as const),
  ...phases.slice(0, 1).map((phase) => ['SIGTERM', 143, ...phase] as const),
  ...phases.slice(3, 4).map((phase) => ['SIGHUP', 129, ...phase] as const),
])('%s ends with %i within a second, and leaves nothing: %s', async (signal, code, _, at, args) => {
  const run = await strike(at, signal, args);
  expect(run.code, run.errors).toBe(code);
  expect(run.output).toBe('');
  expect(run.errors).toMatch(/^error interrupted: /m);
  expect(run.errors).not.toMatch(/^\s+at .*\.[jt]s/m);
  expect(run.after).toBeLessThan(second);
  expect(run.left).toEqual([]);
});

describe('a process that has printed where its cluster is', () => {
  const start = async (...args: string[]) => {
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, TMPDIR: temporary, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    let said = '';
    for await (const chunk of child.stdout) {
      said += chunk;
      if (/Ctrl-C/.test(said)) break;
    }
    return { child, ended, temporary };
  };

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('takes the kubeconfig with it by %s', async (signal, code) => {
    const { child, ended, temporary } = await start('up', 'examples/k3s-homelab', '--keep');
    expect(readdirSync(temporary)).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('takes the kubeconfig with it when a second signal gives it no time', async () => {
    const { child, ended, temporary } = await start('up', 'examples/k3s-homelab', '--keep');
    child.kill('SIGTERM');
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
