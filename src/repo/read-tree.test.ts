import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReadTreeOptions, readTree } from './read-tree.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-tree-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, content: string | Uint8Array) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
const read = (options?: ReadTreeOptions) => {
  const { tree, findings } = readTree(root, options);
  return {
    files: [...tree.keys()],
    findings: findings.map(({ code, file, severity }) => `${severity} ${code} ${file}`),
  };
};

describe('reading a folder', () => {
  it('gives its files in path order, without Git and packages', () => {
    for (const path of ['b/2.yaml', 'b.yaml', 'a/1.yaml', '.git/config', 'node_modules/x/y.yaml']) write(path, path);
    expect(read()).toEqual({ files: ['a/1.yaml', 'b.yaml', 'b/2.yaml'], findings: [] });
    expect(readTree(root).tree.get('a/1.yaml')).toBe('a/1.yaml');
  });

  it('follows links inside the folder, and says of others why not', () => {
    write('base/a.yaml', 'a');
    symlinkSync('base', join(root, 'copy'));
    symlinkSync('a.yaml', join(root, 'base', 'same.yaml'));
    symlinkSync('..', join(root, 'base', 'up'));
    symlinkSync('/etc', join(root, 'out'));
    symlinkSync('gone', join(root, 'nowhere'));
    expect(read()).toEqual({
      files: ['base/a.yaml', 'base/same.yaml', 'copy/a.yaml', 'copy/same.yaml'],
      findings: [
        'warning link-broken base/up',
        'warning link-broken copy/up',
        'warning link-broken nowhere',
        'warning link-leaves-root out',
      ],
    });
  });

  it('ends where links between folders lead on and on', () => {
    const names = Array.from({ length: 9 }, (_, i) => `d${i}`);
    for (const name of names) mkdirSync(join(root, name));
    for (const from of names) for (const to of names) symlinkSync(join('..', to), join(root, from, `to-${to}`));
    const { findings } = read({ maxFiles: 200 });
    expect(findings.filter((text) => text.includes('too-many-files'))).toHaveLength(1);
  });

  it('waits for no pipe', () => {
    spawnSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync('pipe', join(root, 'link.yaml'));
    expect(read()).toEqual({ files: [], findings: [] });
  });

  it('leaves out what is too large, is no text, or is too much, and says so', () => {
    write('a.yaml', 'a'.repeat(20));
    write('b.yaml', new Uint8Array([0x61, 0xff]));
    write('c.bin', new Uint8Array([0xff]));
    write('d.png', new Uint8Array([0xff]));
    write('e.yaml', 'e');
    write('f.yaml', 'f');
    expect(read({ maxFileBytes: 10, maxFiles: 1 })).toEqual({
      files: ['e.yaml'],
      findings: [
        'warning file-too-large a.yaml',
        'error file-not-utf8 b.yaml',
        'info file-not-utf8 c.bin',
        'warning too-many-files e.yaml',
      ],
    });
  });

  it.each([
    ['gone', 'no such folder'],
    ['file', 'is not a folder'],
  ])('refuses %s', (name, reason) => {
    write('file', '');
    expect(() => readTree(join(root, name))).toThrow(reason);
  });
});
