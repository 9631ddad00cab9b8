import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { parseLabFile } from '../systems/lab-file.ts';
import { runInit } from './commands/init.ts';
import type { Terminal } from './terminal.ts';

const plain = (text: string): string => text;
const newFolder = () => join(mkdtempSync(join(tmpdir(), 'gatehouse-init-')), 'lab');

interface Session {
  readonly folder: string;
  readonly code: number | undefined;
  readonly failure: { readonly message: string; readonly hint?: string; readonly exitCode?: number } | undefined;
  readonly said: string;
}

/** Types a line at each prompt of `init`, as a person would; `then` is what comes after them, else the input ends. */
async function type(lines: readonly string[], options: object = {}, then = ''): Promise<Session> {
  const folder = newFolder();
  const input = new PassThrough();
  const output = new PassThrough();
  const typed = [...lines];
  let said = '';
  output.on('data', (chunk) => {
    said += String(chunk);
    if (!String(chunk).includes('> ')) return;
    const line = typed.shift();
    if (line !== undefined) input.write(`${line}\n`);
    else if (then === '') input.end();
    else input.write(then);
  });
  const terminal = {
    columns: 80,
    error: (line: string) => void output.write(`${line}\n`),
    print: () => undefined,
    bold: plain,
    red: plain,
  } as unknown as Terminal;
  try {
    const common = { output: 'text', color: false, ...options } as const;
    const code = await runInit(folder, common, terminal, { input, output, terminal: true });
    return { folder, code, failure: undefined, said };
  } catch (failure) {
    return { folder, code: undefined, failure: failure as Session['failure'], said };
  }
}

const textIn = (folder: string): string => readFileSync(join(folder, 'lab.yaml'), 'utf8');
const labIn = async (folder: string) => await parseLabFile(textIn(folder), 'lab.yaml');

describe('init asks', () => {
  test('and empty lines take what is suggested', async () => {
    const { folder, code } = await type(Array(9).fill(''));
    expect(code).toBe(0);
    const { lab, findings } = await labIn(folder);
    expect(findings).toEqual([]);
    expect(lab).toMatchObject({ name: 'homelab', certificates: { issuer: { type: 'internal-ca' } } });
  });

  test('and what is suggested follows from the answers', async () => {
    const answers = ['attic', '192.168.1.0/24', '192.168.1.254', '192.168.1.50-192.168.1.99'];
    const { folder, said } = await type([...answers, '', '', '', '', '']);
    expect(said).toContain('[192.168.1.11, 192.168.1.12, 192.168.1.13] > ');
    expect(said).toContain('[192.168.1.100-192.168.1.109] > ');
    const { lab, findings } = await labIn(folder);
    expect(findings).toEqual([]);
    expect(lab).toMatchObject({
      name: 'attic',
      network: { gateway: '192.168.1.254', dhcp: ['192.168.1.50-192.168.1.99'] },
      ingress: { address: '192.168.1.100', dashboard: { address: '192.168.1.101' } },
    });
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['a name in capitals', ['Attic'], ['"Attic" must be lower-case letters', 'write attic']],
    ['a network without its prefix', ['', '192.168.1.0'], ['is not a network in CIDR form', '192.168.1.0/24']],
    ['a gateway elsewhere', ['', '', '10.0.0.1'], ['the gateway (10.0.0.1) is not in the node network']],
    ['a node on the gateway', ['', '', '', '', '192.168.88.1'], ['has the address of the gateway']],
    ['two nodes of one name', ['', '', '', '', 'a=192.168.88.11,a=192.168.88.12'], ['node a is named twice']],
    ['a pool in the DHCP range', ['', '', '', '', '', '192.168.88.110-192.168.88.120'], ['overlaps DHCP']],
    ['a pool cut short', ['', '', '', '', '', '192.168.88.60-69'], ['write the end in full']],
    ['an issuer misspelt', ['', '', '', '', '', '', 'internal'], ['is none of internal-ca,']],
    [
      'a home domain for a public authority',
      ['', '', '', '', '', '', 'acme-dns01-cloudflare', 'home.lan'],
      ['no public authority signs'],
    ],
    ['no domain for a public authority', ['', '', '', '', '', '', 'acme-http01', ''], ['an answer is needed']],
    [
      'an example e-mail',
      ['', '', '', '', '', '', 'acme-http01', 'lab.net', 'me@example.org'],
      ['example.org is kept for examples'],
    ],
    [
      'a repository as Git writes it',
      ['', '', '', '', '', '', '', '', 'git@github.com:me/lab.git'],
      ['write ssh://git@github.com/me/lab.git'],
    ],
  ])('again at once for %s, and keeps the answers', async (_, lines, told) => {
    const { said, failure, folder } = await type(lines);
    const text = said.replaceAll(/\n {2}/g, ' ');
    for (const part of told) expect(text).toContain(part);
    expect(failure?.message).toBe('the input ended before all was answered: nothing was written');
    const kept = lines.slice(0, -1).filter((line) => line !== '');
    for (const line of kept) expect(failure?.hint).toContain(line);
    expect(() => textIn(folder)).toThrow('ENOENT');
  });

  test('and goes on after a wrong answer', async () => {
    const { folder, code } = await type(['Attic', 'attic', ...Array(8).fill('')]);
    expect(code).toBe(0);
    expect((await labIn(folder)).lab?.name).toBe('attic');
  });

  test('no more once Ctrl-C is pressed: nothing is written, and the answers are said again', async () => {
    const { failure, folder } = await type(['attic', '192.168.1.0/24'], {}, '\u0003');
    expect(failure).toMatchObject({
      message: 'interrupted: nothing was written',
      hint: `go on with:\n  gatehouse init ${folder} --name attic --network 192.168.1.0/24`,
      exitCode: 130,
    });
    expect(() => textIn(folder)).toThrow('ENOENT');
  });

  test('nothing that was given as an option', async () => {
    const { said, folder } = await type(Array(7).fill(''), { name: 'attic', issuer: 'internal-ca' });
    expect(said).not.toContain('Name of the lab');
    expect((await labIn(folder)).lab?.name).toBe('attic');
  });

  test('for a public authority: its e-mail, with none as an answer, and no wildcard over HTTP-01', async () => {
    const lines = ['', '', '', '', '', '', 'acme-http01', 'home.my-domain.net', '', 'ssh://git@github.com/me/lab.git'];
    const { folder } = await type(lines);
    const { lab, findings } = await labIn(folder);
    expect(findings).toEqual([]);
    expect(lab?.certificates).toMatchObject({
      issuer: { type: 'acme-http01', server: 'staging' },
      domains: ['hello.home.my-domain.net', 'traefik.home.my-domain.net'],
    });
    expect(lab?.repository.secret).toBe('flux-system');
  });
});

describe('init without questions', () => {
  const silent = { input: new PassThrough(), output: new PassThrough(), terminal: false };
  const terminal = { columns: 80, print: () => undefined, error: () => undefined } as unknown as Terminal;
  const common = { output: 'text', color: false } as const;

  test('is refused where nobody can be asked, and says what to do', async () => {
    const folder = newFolder();
    await expect(runInit(folder, common, terminal, silent)).rejects.toMatchObject({
      message: 'init asks questions, and its input is no terminal',
      hint: expect.stringContaining(`gatehouse init ${folder} --yes`),
    });
  });

  test.each([
    [{ network: '192.168.1.0' }, '--network: "192.168.1.0" is not a network in CIDR form'],
    [{ name: 'Attic' }, '--name: "Attic" must be lower-case letters'],
    [{ pool: '10.0.0.1-10.0.0.9' }, '--pool 10.0.0.1-10.0.0.9: pool gate (10.0.0.1) lies outside'],
    [{ issuer: 'acme-http01' }, '--issuer acme-http01 needs --domain'],
    [{ nodes: 'a=10.0.0.256' }, '--nodes a=10.0.0.256: "10.0.0.256" is not an IP address'],
  ])('names the option that is wrong: %j', async (options, message) => {
    const run = runInit(newFolder(), { ...common, ...options, yes: true }, terminal, silent);
    await expect(run).rejects.toThrow(message);
  });

  test('never writes over a lab file, and says so before it asks', async () => {
    const folder = newFolder();
    await runInit(folder, { ...common, yes: true }, terminal, silent);
    const before = textIn(folder);
    await expect(runInit(folder, common, terminal, { ...silent, terminal: true })).rejects.toThrow('exists already');
    expect(textIn(folder)).toBe(before);
  });
});
