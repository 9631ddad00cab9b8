import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepCode } from './keep-code.ts';
import { digestOf, type KeptCode, readKeptCode } from './kept-code.ts';
import { openProgram } from './load-program.ts';

const nothing: KeptCode = new Map();
const refuse = (id: string): never => {
  throw new Error(`asked for ${id}`);
};

function write(parts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-program-'));
  for (const [name, text] of Object.entries(parts)) writeFileSync(join(folder, name), text);
  return folder;
}

const sums = {
  'main.cjs': "const {add}=require('./add.cjs');exports.twice=(n)=>add(n,n);exports.later=()=>require('./later.cjs');",
  'add.cjs': 'exports.add=(a,b)=>a+b;',
  'later.cjs': 'module.exports={file:__filename,folder:__dirname};',
};

interface Sums {
  readonly twice: (n: number) => number;
  readonly later: () => unknown;
}

/** Runs the program once, with what is kept in a file, and keeps what ran. */
async function run(folder: string, file: string) {
  const kept = readKeptCode(file);
  const program = openProgram(folder, kept, refuse);
  const { twice } = program.load('main.cjs') as Sums;
  const result = twice(4);
  await keepCode(file, { folder, kept, program });
  return { result, isKept: [...program.loaded].map(([name, part]) => [name, part.isKept]) };
}

const temporaryFile = () => join(mkdtempSync(join(tmpdir(), 'gatehouse-code-')), 'code', 'file');

test('parts are loaded when they are asked for, once, and the rest is asked of Node', () => {
  const folder = write({ ...sums, 'other.cjs': "module.exports=require('node:x')" });
  const program = openProgram(folder, nothing, (id) => `answer to ${id}`);
  const main = program.load('main.cjs') as Sums;
  expect(main.twice(3)).toBe(6);
  expect([...program.loaded.keys()]).toEqual(['add.cjs', 'main.cjs']);
  expect(main.later()).toEqual({ file: join(folder, 'later.cjs'), folder });
  expect(main.later()).toBe(program.load('later.cjs'));
  expect(program.load('other.cjs')).toBe('answer to node:x');
});

test('a part that cannot begin says so each time, and one that is missing is named', () => {
  const program = openProgram(write({ 'a.cjs': "throw new Error('not today')" }), nothing, refuse);
  for (let times = 0; times < 2; times++) expect(() => program.load('a.cjs')).toThrow('not today');
  expect(() => program.load('b.cjs')).toThrow('b.cjs');
  expect(program.loaded.size).toBe(0);
});

test('what ran is kept once, and not compiled again', async () => {
  const [folder, file] = [write(sums), temporaryFile()];
  expect(await run(folder, file)).toEqual({
    result: 8,
    isKept: [
      ['add.cjs', false],
      ['main.cjs', false],
    ],
  });
  const { mtimeMs, mode } = statSync(file);
  expect(mode & 0o777).toBe(0o600);
  expect(await run(folder, file)).toEqual({
    result: 8,
    isKept: [
      ['add.cjs', true],
      ['main.cjs', true],
    ],
  });
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
});

test('a part that has changed is compiled from its text, of whatever length it is', async () => {
  const [folder, file] = [write(sums), temporaryFile()];
  await run(folder, file);
  writeFileSync(join(folder, 'add.cjs'), sums['add.cjs'].replace('a+b', 'a*b'));
  expect(await run(folder, file)).toEqual({
    result: 16,
    isKept: [
      ['add.cjs', false],
      ['main.cjs', true],
    ],
  });
  expect((await run(folder, file)).isKept).toEqual([
    ['add.cjs', true],
    ['main.cjs', true],
  ]);
});

test('code that the engine refuses is compiled anew', () => {
  // Text of its own: what this process has compiled once is taken from its memory.
  const texts = Object.entries(sums).map(([name, text]) => [name, `${text}// refused`] as const);
  const refused = new Map(texts.map(([name, text]) => [name, { digest: digestOf(text), code: Buffer.alloc(64) }]));
  const program = openProgram(write(Object.fromEntries(texts)), refused, refuse);
  expect((program.load('main.cjs') as Sums).twice(4)).toBe(8);
  expect([...program.loaded.values()].map(({ isKept }) => isKept)).toEqual([false, false]);
});

test('runs at once leave one file that is whole', async () => {
  const [folder, file] = [write(sums), temporaryFile()];
  const runs = await Promise.all(Array.from({ length: 8 }, () => run(folder, file)));
  expect(runs.map(({ result }) => result)).toEqual(Array(8).fill(8));
  expect(readdirSync(join(file, '..'))).toEqual(['file']);
  expect(readKeptCode(file).size).toBe(2);
});

test('where nothing can be kept, the program runs', async () => {
  const folder = write(sums);
  const blocked = join(write({ code: 'a file' }), 'code', 'file');
  expect((await run(folder, blocked)).result).toBe(8);
  expect(readFileSync(join(blocked, '..'), 'utf8')).toBe('a file');
});
