import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryDisk } from '../../test/memory-disk.ts';
import { GatehouseError } from '../core/errors.ts';
import { type RenderDisk, realDisk } from './render-disk.ts';
import { renderTree } from './render-tree.ts';

const out = '/repository';
const tree = (files: Record<string, string>) => new Map(Object.entries(files));
const start = tree({ 'a.yaml': '1', 'apps/one/app.yaml': 'one' });
const next = tree({ 'a.yaml': '2', 'b/c/d.yaml': 'd' });

async function rendered(fold?: (path: string) => string) {
  const entries = new Map<string, string | undefined>([['/', undefined]]);
  const disk = memoryDisk(entries, fold);
  await renderTree(start, out, { disk });
  return { entries, disk };
}

/** A disk on which one act fails from its `at`-th time on. */
function failing(disk: RenderDisk, act: 'write' | 'makeFolder' | 'rename' | 'checkWritable', at: number): RenderDisk {
  let times = 0;
  const fail = (...args: [string, string]) => {
    if (times++ >= at) throw new GatehouseError(`cannot ${act} ${args[0]}: the disk is full`);
    return disk[act](...args);
  };
  return { ...disk, [act]: fail };
}

describe('a disk that fails', () => {
  test('to read never names an option that only render has', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-read-'));
    expect(() => realDisk.read(folder)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('cannot read'), hint: undefined }),
    );
  });

  test.each([
    ['write', 0],
    ['write', 2],
    ['write', 4],
    ['makeFolder', 0],
    ['makeFolder', 1],
    ['makeFolder', 2],
    ['makeFolder', 3],
    ['checkWritable', 0],
    ['rename', 0],
  ] as const)('at %s number %i before a file is in place leaves everything as it was', async (act, at) => {
    const { entries, disk } = await rendered();
    const before = new Map(entries);
    await expect(renderTree(next, out, { disk: failing(disk, act, at) })).rejects.toThrow('the disk is full');
    expect(entries).toEqual(before);
  });

  test.each([1, 2, 3])('at rename number %i says that files are whole, and the next render goes on', async (at) => {
    const { entries, disk } = await rendered();
    await expect(renderTree(next, out, { disk: failing(disk, 'rename', at) })).rejects.toMatchObject({
      message: expect.stringMatching(/the disk is full; \/repository is changed in part$/),
      hint: expect.stringContaining('render again'),
    });
    expect([...entries.keys()].filter((path) => path.includes('-run-'))).toEqual([]);
    await renderTree(next, out, { disk });
    const undisturbed = await rendered();
    await renderTree(next, out, { disk: undisturbed.disk });
    expect(new Map([...entries].sort())).toEqual(new Map([...undisturbed.entries].sort()));
  });
});

test('a disk that takes no file is told with the file that was to be, not with that of the render itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-trouble-'));
  const tooLong = 'x'.repeat(300);
  const write: RenderDisk['write'] = (path, text, shown) => realDisk.write(`${path}${tooLong}`, text, shown);
  await expect(renderTree(new Map([['a.yaml', 'a']]), folder, { disk: { ...realDisk, write } })).rejects.toMatchObject({
    message: `cannot write ${join(folder, 'a.yaml')}: the name is too long`,
    hint: expect.stringContaining('shorter names'),
  });
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

describe('a disk that does not tell capitals from small letters', () => {
  const fold = (path: string) => path.toLowerCase();

  test('gets no two files of one name', async () => {
    const { entries, disk } = await rendered(fold);
    const before = new Map(entries);
    const colliding: Record<string, string>[] = [
      { 'Apps/x.yaml': 'x', 'apps/X.yaml': 'y' },
      { 'B/x.yaml': 'x', 'b/y.yaml': 'y' },
    ];
    for (const files of colliding) {
      await expect(renderTree(tree(files), out, { disk })).rejects.toThrow(/ and .* are the same name on the disk/);
      await expect(renderTree(tree(files), '/fresh', { disk })).rejects.toThrow('are the same name');
    }
    expect(entries).toEqual(before);
    const whole = memoryDisk(new Map([['/', undefined]]));
    const files = tree({ 'Apps/x.yaml': 'x', 'apps/X.yaml': 'y' });
    expect((await renderTree(files, out, { disk: whole })).created).toHaveLength(2);
  });

  test('keeps a file whose name changes in capitals only', async () => {
    const { entries, disk } = await rendered(fold);
    const renamed = tree({ 'A.yaml': '2', 'Apps/One/app.yaml': 'one' });
    expect(await renderTree(renamed, out, { disk })).toMatchObject({ changed: ['A.yaml'], removed: [], conflicts: [] });
    expect([...entries.values()].filter((text) => text === '2' || text === 'one')).toHaveLength(2);
    expect((await renderTree(renamed, out, { disk })).differs).toBe(false);
  });
});

test('a manifest that is a link is not followed, neither is a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-trouble-'));
  const elsewhere = join(folder, 'elsewhere.json');
  writeFileSync(elsewhere, '{"files":{}}');
  mkdirSync(join(folder, 'repository'));
  symlinkSync(elsewhere, join(folder, 'repository/.gatehouse.json'));
  await expect(renderTree(start, join(folder, 'repository'))).rejects.toThrow('is not what Gatehouse wrote');
  expect(readFileSync(elsewhere, 'utf8')).toBe('{"files":{}}');
  rmSync(folder, { recursive: true });
});

test.each(['.gatehouse.json', '.GateHouse.json', '.GIT/hooks/x'])('%s is never a file of the tree', async (path) => {
  const disk = memoryDisk(new Map([['/', undefined]]));
  await expect(renderTree(tree({ [path]: 'x' }), out, { disk })).rejects.toThrow('no path inside the repository');
});
