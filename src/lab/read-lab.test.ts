import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLabFile } from '../systems/lab-file.ts';
import { homeText } from './fixtures/home.ts';
import { labSizeLimit } from './read-lab.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('a folder stands for the lab.yaml in it', async () => {
  await mkdir(join(folder, 'home'));
  const file = await fileWith('home/lab.yaml', homeText);
  expect(await readLabFile(join(folder, 'home'))).toMatchObject({ file, findings: [], lab: { name: 'home' } });
  expect((await readLabFile(file)).lab).toBeDefined();
});

test('a missing file and a folder without lab.yaml are findings', async () => {
  const missing = join(folder, 'nothing.yaml');
  expect(await readLabFile(missing)).toMatchObject({
    findings: [{ code: 'lab-missing', message: `there is no ${missing}` }],
  });
  await mkdir(join(folder, 'bare'));
  expect((await readLabFile(join(folder, 'bare'))).findings).toMatchObject([
    { code: 'lab-missing', message: `${join(folder, 'bare')} holds no lab.yaml`, severity: 'error' },
  ]);
  await mkdir(join(folder, 'odd/lab.yaml'), { recursive: true });
  expect((await readLabFile(join(folder, 'odd'))).findings).toMatchObject([{ code: 'lab-not-a-file' }]);
});

test('a file that is too large is refused before it is read', async () => {
  const file = await fileWith('large.yaml', '');
  await truncate(file, 50 * 1024 * 1024);
  const { findings } = await readLabFile(file);
  expect(findings).toMatchObject([
    { code: 'lab-too-large', message: `${file} has 50.0 MiB; a lab file has at most 4.0 MiB` },
  ]);
  expect(labSizeLimit).toBe(4 * 1024 * 1024);
});

test('what is no regular file is not opened', async () => {
  expect((await readLabFile('/dev/null')).findings).toMatchObject([{ code: 'lab-not-a-file' }]);
});

test.each<[what: string, bytes: readonly number[], expected: object]>([
  [
    'a Latin-1 letter',
    [...Buffer.from('name: home\n# B'), 0xfc, ...Buffer.from('cher\n')],
    { line: 2, column: 4, message: 'byte 14 (0xfc) is not UTF-8' },
  ],
  [
    'a character cut in two',
    [...Buffer.from('a: ä\n'), 0xc3, 0x28],
    { line: 2, column: 1, message: 'byte 6 (0xc3) is not UTF-8' },
  ],
  [
    'a character cut off at the end',
    [...Buffer.from('a: '), 0xe2, 0x82],
    { line: 1, column: 4, message: 'byte 3 (0xe2) is not UTF-8' },
  ],
  ['a stray continuation byte', [0x61, 0x80], { line: 1, column: 2, message: 'byte 1 (0x80) is not UTF-8' }],
  ['UTF-16', [0xff, 0xfe, 0x61, 0x00], { line: 1, column: 1, message: 'the file is UTF-16' }],
  ['a NUL byte', [0x61, 0x0a, 0x00], { line: 2, column: 1, message: 'byte 2 is NUL: this is not a text file' }],
])('%s is found by its byte', async (_what, bytes, expected) => {
  const file = await fileWith('bytes.yaml', Uint8Array.from(bytes));
  expect((await readLabFile(file)).findings).toMatchObject([
    { code: 'lab-encoding', severity: 'error', file, ...expected },
  ]);
});
