import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFile, replaceFile } from './whole-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-whole-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file', () => {
  test('is made once, and never over another', () => {
    const file = join(folder, 'lab.yaml');
    expect([createFile(file, 'one'), createFile(file, 'other')]).toEqual([true, false]);
    expect(readFileSync(file, 'utf8')).toBe('one');
    expect(readdirSync(folder)).toEqual(['lab.yaml']);
  });

  test('is made with the permissions a new file has here, or those asked for', () => {
    createFile(join(folder, 'usual'), '');
    createFile(join(folder, 'private'), '', 0o600);
    writeFileSync(join(folder, 'by-node'), '');
    expect(statSync(join(folder, 'usual')).mode).toBe(statSync(join(folder, 'by-node')).mode);
    expect(statSync(join(folder, 'private')).mode & 0o777).toBe(0o600);
  });

  test('is not made through a link that leads nowhere', () => {
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'lab.yaml'));
    expect(createFile(join(folder, 'lab.yaml'), 'one')).toBe(false);
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });

  test('is replaced whole, and a failure leaves nothing behind', () => {
    const file = join(folder, 'config');
    writeFileSync(file, 'one');
    replaceFile(file, 'other', { mode: 0o640 });
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['other', 0o640]);
    expect(() => replaceFile(folder, 'text', { mode: 0o600 })).toThrow();
    expect(() => createFile(join(folder, 'gone/lab.yaml'), 'x')).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual(['config']);
  });
});
