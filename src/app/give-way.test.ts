import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { render } from './render-lab.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const lab = `name: barn
domain: barn.example.org
network: { cidr: 10.0.0.0/24 }
nodes: [{ name: n1, address: 10.0.0.2, role: control-plane }]
ingress: { address: 10.0.0.9 }
repository: { url: 'https://git.example.org/barn.git' }
`;

/** A folder with the lab, and files of a person's own in its repository. */
function labWith(own: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-own-'));
  folders.push(folder);
  writeFileSync(join(folder, 'lab.yaml'), lab);
  for (const [path, text] of Object.entries(own)) {
    mkdirSync(dirname(join(folder, 'repository', path)), { recursive: true });
    writeFileSync(join(folder, 'repository', path), text);
  }
  return folder;
}
const read = (folder: string, path: string) => readFileSync(join(folder, 'repository', path), 'utf8');

test('a README of a person’s own stays as it is, whatever is asked; the guide lies elsewhere, and that is said once', async () => {
  const folder = labWith({ 'README.md': '# My lab\n' });
  for (const options of [{}, { force: true }]) {
    const { findings, result } = await render(folder, options);
    expect(findings.filter(({ code }) => code === 'own-file-kept')).toMatchObject([
      { severity: 'info', file: 'README.md', message: expect.stringContaining('cluster/README.md') },
    ]);
    expect(result?.conflicts).toEqual([]);
    expect(read(folder, 'README.md')).toBe('# My lab\n');
    expect(read(folder, 'cluster/README.md')).toContain('## Start');
  }
  expect((await render(folder, { check: true })).exitCode).toBe(0);
});

test('several files of a person’s own are one note', async () => {
  const own = { '.gitignore': 'mine\n', 'renovate.json': '{}\n', '.github/workflows/gatehouse.yaml': 'name: mine\n' };
  const folder = labWith(own);
  const { findings } = await render(folder, {});
  expect(findings.map(({ code, message }) => [code, message.split(' are ')[0]])).toEqual([
    ['own-file-kept', '.gitignore, renovate.json, .github/workflows/gatehouse.yaml'],
  ]);
  for (const [path, text] of Object.entries(own)) expect(read(folder, path)).toBe(text);
});

test('a composed one that a person has edited is merged like any other file, hidden or not', async () => {
  const folder = labWith({});
  await render(folder, {});
  const edited = `${read(folder, '.gitignore')}mine/\n`;
  writeFileSync(join(folder, 'repository/.gitignore'), edited);
  writeFileSync(join(folder, 'lab.yaml'), lab.replace('name: n1', 'name: n2'));
  const { findings, result } = await render(folder, {});
  expect(findings).toEqual([]);
  expect(result?.edited).toEqual(['.gitignore']);
  expect(read(folder, '.gitignore')).toBe(edited);
  expect(read(folder, 'README.md')).toContain('node n2');
});

test('one that the lab leaves out is removed, and only where it is ours', async () => {
  const folder = labWith({});
  await render(folder, {});
  writeFileSync(
    join(folder, 'lab.yaml'),
    lab.replace('barn.git', 'barn.git').replace("' }", "', extras: { workflow: none, renovate: false } }"),
  );
  expect((await render(folder, {})).result?.removed).toEqual(['.github/workflows/gatehouse.yaml', 'renovate.json']);
});
