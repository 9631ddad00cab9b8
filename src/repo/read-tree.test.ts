import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesIn } from '../core/file-tree.ts';
import type { ReadLimits } from './read-limits.ts';
import { readTree } from './read-tree.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-tree-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, content: string | Uint8Array) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
const read = (options?: Partial<ReadLimits>) => {
  const { tree, findings } = readTree(root, options);
  return {
    files: [...tree.keys()],
    findings: findings.map(({ code, file, severity }) => `${severity} ${code} ${file}`),
  };
};

describe('reading a folder', () => {
  it('gives its files in path order, without Git', () => {
    for (const path of ['b/2.yaml', 'b.yaml', 'a/1.yaml', '.git/config']) write(path, path);
    expect(read()).toEqual({ files: ['a/1.yaml', 'b.yaml', 'b/2.yaml'], findings: [] });
    expect(readTree(root).tree.get('a/1.yaml')).toBe('a/1.yaml');
  });

  it('gives the bytes of what is no text', () => {
    write('charts/lib.tgz', new Uint8Array([0x1f, 0x8b, 0x00]));
    const { tree } = readTree(root);
    expect(tree.get('charts/lib.tgz')).toBeUndefined();
    expect([...(bytesIn(tree, 'charts/lib.tgz') ?? [])]).toEqual([0x1f, 0x8b, 0x00]);
    expect(bytesIn(tree, 'gone')).toBeUndefined();
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
        'info link-broken base/up',
        'info link-broken copy/up',
        'info link-broken nowhere',
        'warning link-leaves-root out',
      ],
    });
  });

  it('ends where links between folders lead on and on', () => {
    const names = Array.from({ length: 9 }, (_, i) => `d${i}`);
    for (const name of names) mkdirSync(join(root, name));
    for (const from of names) for (const to of names) symlinkSync(join('..', to), join(root, from, `to-${to}`));
    const { findings } = read({ entries: 200 });
    expect(findings.filter((text) => text.includes('reading-limit'))).toHaveLength(1);
  });

  it('passes over packages and other repositories, and says so in one line', () => {
    for (const path of ['a.yaml', 'node_modules/x/y.yaml', 'one/.git/config', 'one/b.yaml', 'deep/two/c.yaml'])
      write(path, 'a: 1');
    write('deep/two/.git', 'gitdir: ../../.git/modules/two');
    const { tree, findings } = readTree(root);
    expect([...tree.keys()]).toEqual(['a.yaml']);
    expect(findings.map(({ message }) => message)).toEqual([
      'passed over: packages: node_modules; repositories inside: deep/two, one',
    ]);
  });

  it.each<[Partial<ReadLimits>, string]>([
    [{ entries: 4 }, 'more than 4 files and folders'],
    [{ depth: 2 }, 'more than 2 folders inside each other'],
    [{ manifestBytes: 1024 * 1024 }, 'more than 1 MiB of manifests'],
    [{ otherBytes: 1024 * 1024 }, 'more than 1 MiB of files'],
  ])('ends at %j and says that nothing can be said of the whole', (limits, what) => {
    for (const name of ['a', 'b']) {
      write(`${name}.yaml`, `# ${'x'.repeat(600_000)}`);
      write(`${name}.txt`, 'x'.repeat(600_000));
    }
    write('c/d/e/f.yaml', 'a: 1');
    const { findings, complete } = readTree(root, limits);
    expect(complete).toBe(false);
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'reading-limit',
        severity: 'unknown',
        knownBy: expect.stringContaining('folder'),
      }),
    ]);
    expect(findings[0]?.message).toContain(what);
  });

  it('lists the first of many problems of a kind and counts the rest', () => {
    for (let i = 0; i < 30; i++) symlinkSync('gone', join(root, `link-${i}`));
    const { findings } = readTree(root);
    expect(findings).toHaveLength(21);
    expect(findings[0]).toMatchObject({ code: 'link-broken', message: '10 more of this kind are not listed' });
  });

  it('reads what is no manifest when it is asked for', () => {
    write('notes.txt', 'first');
    write('raw.bin', new Uint8Array([0, 1]));
    const { tree } = readTree(root);
    write('notes.txt', 'later');
    expect([...tree].map(([path, text]) => `${path} ${text}`)).toEqual(['notes.txt later']);
    expect(tree.get('notes.txt')).toBe('later');
    expect(tree.get('raw.bin')).toBeUndefined();
    rmSync(join(root, 'notes.txt'));
    expect(tree.get('notes.txt')).toBe('later');
  });

  it.each([
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 1, 1],
    ['NUL', [0x61, 0x3a, 0x0a, 0x62, 0x00], 2, 2],
    ['Latin-1', [0x61, 0x0a, 0x62, 0x3a, 0x20, 0xe9], 2, 4],
  ])('says where a manifest is no UTF-8 text: %s', (_, bytes, line, column) => {
    write('a.yaml', new Uint8Array(bytes));
    expect(readTree(root).findings).toEqual([
      expect.objectContaining({ code: 'file-not-utf8', severity: 'error', file: 'a.yaml', line, column }),
    ]);
  });

  it('waits for no pipe', () => {
    spawnSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync('pipe', join(root, 'link.yaml'));
    expect(read()).toEqual({ files: [], findings: ['info reading-passed-over .'] });
    expect(readTree(root).findings[0]?.message).toBe('passed over: pipes, sockets and devices: link.yaml, pipe');
  });

  it('leaves out what is too large, is no text, or is too much, and says so', () => {
    write('a.yaml', 'a'.repeat(20));
    write('b.yaml', new Uint8Array([0x61, 0xff]));
    write('c.bin', new Uint8Array([0xff]));
    write('d.png', new Uint8Array([0xff]));
    write('e.yaml', 'e');
    write('f.yaml', 'f');
    write('large.txt', 'a'.repeat(20));
    expect(read({ fileBytes: 10 })).toEqual({
      files: ['c.bin', 'e.yaml', 'f.yaml'],
      findings: ['info reading-passed-over .', 'unknown reading-limit a.yaml', 'error file-not-utf8 b.yaml'],
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
