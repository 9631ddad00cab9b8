import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-little-'));
const repository = mkdtempSync(join(tmpdir(), 'gatehouse-repository-'));
const list = join(folder, 'list');

/** Writes down the parts of the program and their sizes as they are read. */
const noting = `
const fs = require('node:fs');
const read = fs.readFileSync;
const parts = [];
fs.readFileSync = (path, ...more) => {
  const content = read(path, ...more);
  if (String(path).endsWith('.cjs')) parts.push([String(path), content.length]);
  return content;
};
process.on('exit', () => fs.writeFileSync(${JSON.stringify(list)}, JSON.stringify(parts)));
`;

/** Bytes of program that a check loads. */
function loadedByCheck(): number {
  const env = { ...process.env, XDG_CACHE_HOME: folder };
  const args = ['--require', join(folder, 'noting.cjs'), join(process.cwd(), 'dist/cli/main.js'), 'check', repository];
  expect(spawnSync(process.execPath, args, { env, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  const parts: readonly (readonly [string, number])[] = JSON.parse(readFileSync(list, 'utf8'));
  return parts.reduce((sum, [, bytes]) => sum + bytes, 0);
}

test('a check that has nothing new to say loads nothing that looks at objects', () => {
  writeFileSync(join(folder, 'noting.cjs'), noting);
  writeFileSync(
    join(repository, 'a.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n',
  );
  const cold = loadedByCheck();
  const again = loadedByCheck();
  expect(cold).toBeGreaterThan(1_000_000);
  expect(again).toBeGreaterThan(0);
  expect(again).toBeLessThan(500_000);
});
