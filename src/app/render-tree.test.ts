import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import { realDisk } from './render-disk.ts';
import { manifestName } from './render-manifest.ts';
import { renderTree } from './render-tree.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'gatehouse-render-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const tree = (files: Record<string, string>) => new Map(Object.entries(files));
const files = (folder = out): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
const text = (path: string) => readFileSync(join(out, path), 'utf8');
const refusal = async (rendering: Promise<unknown>): Promise<GatehouseError> => {
  try {
    await rendering;
  } catch (error) {
    if (error instanceof GatehouseError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('rendering', () => {
  test('writes a tree and a manifest, and then has nothing to do', async () => {
    const first = await renderTree(tree({ 'a/b.yaml': 'b\n', 'c.yaml': 'c\n' }), out);
    expect(first).toMatchObject({ created: ['a/b.yaml', 'c.yaml'], differs: true });
    expect(files()).toEqual([manifestName, 'a/b.yaml', 'c.yaml']);
    const manifest = text(manifestName);
    expect(await renderTree(tree({ 'c.yaml': 'c\n', 'a/b.yaml': 'b\n' }), out)).toMatchObject({
      created: [],
      changed: [],
      differs: false,
    });
    expect(text(manifestName)).toBe(manifest);
  });

  test('creates the folder it is told to write to', async () => {
    await renderTree(tree({ 'a.yaml': 'a' }), join(out, 'deep/er'));
    expect(text('deep/er/a.yaml')).toBe('a');
  });

  test('changes what differs, removes what is no longer part, and leaves other files alone', async () => {
    await renderTree(tree({ 'a.yaml': '1', 'apps/old/x.yaml': 'x', 'apps/new/y.yaml': 'y' }), out);
    writeFileSync(join(out, 'apps/new/mine.txt'), 'mine');
    const result = await renderTree(tree({ 'a.yaml': '2' }), out);
    expect(result).toMatchObject({ changed: ['a.yaml'], removed: ['apps/new/y.yaml', 'apps/old/x.yaml'] });
    expect(files()).toEqual([manifestName, 'a.yaml', 'apps/new/mine.txt']);
    expect(existsSync(join(out, 'apps/old'))).toBe(false);
  });

  test('with check says what would change, and writes nothing', async () => {
    await renderTree(tree({ 'a.yaml': '1' }), out);
    expect(await renderTree(tree({ 'a.yaml': '2', 'b.yaml': 'b' }), out, { check: true })).toMatchObject({
      created: ['b.yaml'],
      changed: ['a.yaml'],
      differs: true,
    });
    expect((await renderTree(tree({ 'a.yaml': '1' }), out, { check: true })).differs).toBe(false);
    expect(text('a.yaml')).toBe('1');
  });

  test('refuses as a whole when a file was edited or is foreign, and names it', async () => {
    await renderTree(tree({ 'a.yaml': '1', 'b.yaml': '1' }), out);
    writeFileSync(join(out, 'a.yaml'), 'edited');
    writeFileSync(join(out, 'c.yaml'), 'foreign');
    const error = await refusal(renderTree(tree({ 'a.yaml': '2', 'b.yaml': '2', 'c.yaml': '2' }), out));
    expect(error.message).toContain('a.yaml (edited since it was rendered)');
    expect(error.message).toContain('c.yaml (not written by Gatehouse)');
    expect(error.exitCode).toBe(1);
    expect(text('b.yaml')).toBe('1');
    await renderTree(tree({ 'a.yaml': '2', 'b.yaml': '2', 'c.yaml': '2' }), out, { force: true });
    expect([text('a.yaml'), text('b.yaml'), text('c.yaml')]).toEqual(['2', '2', '2']);
  });

  test('goes on after a crash between files and manifest', async () => {
    await renderTree(tree({ 'a.yaml': '1' }), out);
    writeFileSync(join(out, 'a.yaml'), '2');
    expect(await renderTree(tree({ 'a.yaml': '2' }), out)).toMatchObject({ unchanged: ['a.yaml'], differs: false });
    expect(await renderTree(tree({ 'a.yaml': '3' }), out)).toMatchObject({ changed: ['a.yaml'] });
  });
});

describe('the folder is never left', () => {
  test.each(['../evil.yaml', '/etc/evil.yaml', 'a/../../evil.yaml', 'a//b.yaml', '.git/hooks/evil', ''])(
    'by the path %j',
    async (path) => {
      expect((await refusal(renderTree(tree({ [path]: 'x' }), out))).message).toContain('no path inside');
      expect(files()).toEqual([]);
    },
  );

  test('through a link to another folder', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'gatehouse-elsewhere-'));
    symlinkSync(elsewhere, join(out, 'apps'));
    expect((await refusal(renderTree(tree({ 'apps/x/a.yaml': 'x' }), out, { force: true }))).message).toContain('link');
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  test('through a link in place of a file: with force the link is replaced, not followed', async () => {
    const target = join(out, 'target.txt');
    writeFileSync(target, 'precious');
    symlinkSync(target, join(out, 'a.yaml'));
    expect((await refusal(renderTree(tree({ 'a.yaml': 'x' }), out))).message).toContain('a.yaml');
    await renderTree(tree({ 'a.yaml': 'x' }), out, { force: true });
    expect([text('target.txt'), text('a.yaml')]).toEqual(['precious', 'x']);
  });

  test('by a manifest that names files elsewhere', async () => {
    const victim = join(out, 'victim.txt');
    writeFileSync(victim, 'precious');
    const inner = join(out, 'inner');
    mkdirSync(inner);
    await renderTree(tree({ 'a.yaml': 'precious' }), inner);
    const manifest = readFileSync(join(inner, manifestName), 'utf8').replace('"a.yaml"', '"../victim.txt"');
    writeFileSync(join(inner, manifestName), manifest);
    await renderTree(tree({ 'a.yaml': 'precious' }), inner);
    expect(text('victim.txt')).toBe('precious');
  });
});

describe('a failing disk', () => {
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });

  test('that is full half-way leaves everything as it was', async () => {
    await renderTree(tree({ 'a.yaml': '1', 'b.yaml': '1' }), out);
    let left = 1;
    const write = (path: string, content: string) => {
      if (left-- <= 0) throw new GatehouseError('cannot write: the disk is full', { cause: full });
      realDisk.write(path, content);
    };
    await expect(
      renderTree(tree({ 'a.yaml': '2', 'b.yaml': '2' }), out, { disk: { ...realDisk, write } }),
    ).rejects.toThrow('the disk is full');
    expect([text('a.yaml'), text('b.yaml')]).toEqual(['1', '1']);
    expect(files()).toEqual([manifestName, 'a.yaml', 'b.yaml']);
  });

  test('is told with the name of the file and what to do', async () => {
    writeFileSync(join(out, 'apps'), 'a file');
    const error = await refusal(renderTree(tree({ 'apps/a.yaml': 'x' }), out));
    expect(error.message).toBe(`cannot write into ${join(out, 'apps')}: a file stands where a folder is needed`);
    expect(error.hint).toContain('--out');
    expect((await refusal(renderTree(tree({ 'a.yaml': 'x' }), join(out, 'apps')))).message).toContain(
      join(out, 'apps'),
    );
  });

  test('with a folder in place of a file, or a broken manifest, is said plainly', async () => {
    mkdirSync(join(out, 'a.yaml'));
    expect((await refusal(renderTree(tree({ 'a.yaml': 'x' }), out, { force: true }))).message).toContain(
      'a folder stands',
    );
    rmSync(join(out, 'a.yaml'), { recursive: true });
    writeFileSync(join(out, manifestName), '{');
    expect((await refusal(renderTree(tree({ 'a.yaml': 'x' }), out))).message).toContain('is not what Gatehouse wrote');
  });
});
