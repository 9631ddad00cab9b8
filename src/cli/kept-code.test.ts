import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { codeFile, digestOf, type KeptCode, readKeptCode, sealCode, unsealCode } from './kept-code.ts';

const part = (code: string) => ({ digest: digestOf(code), code: Buffer.from(code) });
const code: KeptCode = new Map([
  ['a.cjs', part('first')],
  ['b-1.cjs', part('')],
  ['c.cjs', part('the third of them')],
]);

function kept(content: Buffer = sealCode(code)): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'gatehouse-code-')), 'code');
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 'file'), content, { mode: 0o600 });
  return join(folder, 'file');
}

test('what was kept is read again, each part at the beginning of a word', () => {
  const read = readKeptCode(kept());
  expect(read).toEqual(code);
  for (const each of read.values()) expect(each.code.byteOffset % 8).toBe(0);
  expect(unsealCode(sealCode(new Map()))).toEqual(new Map());
});

test('a file that is cut, longer or changed at any byte counts for nothing', () => {
  const whole = sealCode(code);
  const flipped = [...whole.keys()].map((at) => whole.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  const cut = [...whole.keys()].map((length) => whole.subarray(0, length));
  for (const content of [...flipped, ...cut, Buffer.concat([whole, whole])])
    expect(unsealCode(Buffer.from(content)).size).toBe(0);
});

test.each<[string, (file: string) => void]>([
  ['a file that others may write', (file) => chmodSync(file, 0o622)],
  ['a file that a group may write', (file) => chmodSync(file, 0o660)],
  ['a folder that others may write', (file) => chmodSync(dirname(file), 0o777)],
])('code of %s is not run', (_, open) => {
  const file = kept();
  open(file);
  expect(readKeptCode(file).size).toBe(0);
});

test('a link, a folder and nothing at all count for nothing', () => {
  const file = kept();
  symlinkSync(file, join(dirname(file), 'link'));
  mkdirSync(join(dirname(file), 'folder'));
  for (const name of ['link', 'folder', 'gone']) expect(readKeptCode(join(dirname(file), name)).size).toBe(0);
});

test('each command, place and setting of Node has a file of its own', () => {
  const env = { XDG_CACHE_HOME: '/cache' };
  const files = [codeFile('check', '/a', env), codeFile('render', '/a', env), codeFile('check', '/b', env)];
  expect(new Set(files).size).toBe(3);
  for (const file of files) expect(file).toMatch(/^\/cache\/gatehouse\/code\/[0-9a-f]{32}$/);
  expect(codeFile('../../x', '/a', env)).toMatch(/^\/cache\/gatehouse\/code\/[0-9a-f]{32}$/);
});

test.each([{ GATEHOUSE_CODE_CACHE: 'off' }, { NODE_DISABLE_COMPILE_CACHE: '1' }, { NODE_V8_COVERAGE: '/coverage' }])(
  'nothing is kept with %j',
  (setting) => {
    expect(codeFile('check', '/a', { XDG_CACHE_HOME: '/cache', ...setting })).toBeUndefined();
  },
);
