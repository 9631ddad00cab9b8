import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRuntime } from '../core/runtime.ts';
import { openKeptEntries } from './kept-entries.ts';

const runtime = seededRuntime();
const temporaryFolder = () => join(mkdtempSync(join(tmpdir(), 'gatehouse-kept-')), 'cache', 'kept');
const open = (folder: string, bounds = {}) => openKeptEntries({ folder, limit: 4000, runtime, ...bounds });

test('what was kept is read again, and only this user can look at it', async () => {
  const folder = temporaryFolder();
  await open(folder).write('a', 'text: ä\n');
  expect(await open(folder).read('a')).toBe('text: ä\n');
  expect(await open(folder).read('b')).toBeUndefined();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o600);
});

test('a file that is cut, longer or changed at any byte counts for nothing, and is removed', async () => {
  const folder = temporaryFolder();
  const entries = open(folder);
  const file = join(folder, 'a');
  await entries.write('a', 'text');
  const whole = readFileSync(file);
  const flipped = [...whole.keys()].map((at) => whole.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  const cut = [...whole.keys()].map((length) => whole.subarray(0, length));
  for (const content of [...flipped, ...cut, Buffer.concat([whole, whole])]) {
    writeFileSync(file, content);
    expect(await entries.read('a')).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('what was not used for longest goes when there is too much, and so does what a killed run left behind', async () => {
  const folder = temporaryFolder();
  const entries = open(folder, { most: 4 });
  const at = (seconds: number) => runtime.now() / 1000 - seconds;
  for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) {
    await entries.write(key, key);
    utimesSync(join(folder, key), at(100 - index), at(100 - index));
  }
  writeFileSync(join(folder, 'x.1.part'), '');
  utimesSync(join(folder, 'x.1.part'), at(7200), at(7200));
  writeFileSync(join(folder, 'y.2.part'), '');
  utimesSync(join(folder, 'y.2.part'), at(1), at(1));
  expect(await entries.read('a')).toBe('a');
  await entries.write('e', 'e');
  expect(readdirSync(folder).sort()).toEqual(['a', 'd', 'e', 'y.2.part']);
  await entries.write('f', 'x'.repeat(1001));
  expect(await entries.read('f')).toBeUndefined();
});

test('two that write at once leave one of them, whole', async () => {
  const folder = temporaryFolder();
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(50));
  await Promise.all(texts.map((text) => open(folder).write('a', text)));
  expect(texts).toContain(await open(folder).read('a'));
  expect(readdirSync(folder)).toEqual(['a']);
});

test('a folder in which nothing can be kept is no failure', async () => {
  const folder = temporaryFolder();
  const entries = open(join(folder, 'a'));
  await open(folder).write('a', 'a file');
  await entries.write('b', 'text');
  expect(await entries.read('b')).toBeUndefined();
  chmodSync(folder, 0o500);
  await open(join(folder, 'c', 'd')).write('b', 'text');
  chmodSync(folder, 0o700);
});
