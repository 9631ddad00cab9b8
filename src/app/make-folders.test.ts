import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolders } from './make-folders.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-folders-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('making folders', () => {
  test('gives the uppermost folder that was made, and nothing when all were there', () => {
    expect(makeFolders(join(folder, 'a/b/c'))).toBe(join(folder, 'a'));
    expect(makeFolders(join(folder, 'a/b/d'))).toBe(join(folder, 'a/b/d'));
    expect(makeFolders(join(folder, 'a/b/d'))).toBeUndefined();
  });

  test.each(['file', 'file/below', 'dangling', 'dangling/below'])('fails at %s and makes nothing', (name) => {
    writeFileSync(join(folder, 'file'), '');
    rmSync(join(folder, 'dangling'), { force: true });
    symlinkSync(join(folder, 'nowhere/at-all'), join(folder, 'dangling'));
    expect(() => makeFolders(join(folder, name))).toThrow(/EEXIST|ENOTDIR|ENOENT/);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test.runIf(existsSync('/proc/self'))('comes back where a folder takes no others and says there is none', () => {
    expect(() => makeFolders('/proc/gatehouse/lab')).toThrow('ENOENT');
  });
});
