import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileTree } from '../core/file-tree.ts';
import { type RenderDisk, realDisk } from './render-disk.ts';
import { renderTree } from './render-tree.ts';
import type { RunNames } from './run-owner.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'gatehouse-kill-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const tree = (files: Record<string, string>): FileTree => new Map(Object.entries(files));

/** Everything in a folder, empty folders included. */
const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
      .map(({ entry, path }): [string, string] => [
        path.slice(folder.length + 1),
        entry.isDirectory() ? 'folder' : readFileSync(path, 'utf8'),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** The disk without the waiting for it: what a killed process has written, the system keeps. */
const quickDisk: RenderDisk = {
  ...realDisk,
  write: async (path, text) => writeFileSync(path, text, { flag: 'wx' }),
  syncFolder: async () => undefined,
};

const killed = new Error('killed');

/** A disk that dies before its `at`-th step, or half-way through it when it is a write, and does nothing from then on. */
function mortalDisk(at: number): { readonly disk: RenderDisk; readonly survived: () => boolean } {
  let steps = 0;
  const dying =
    <A extends unknown[], R>(act: (...args: A) => R, last?: (...args: A) => void) =>
    (...args: A): R => {
      if (steps++ < at) return act(...args);
      if (steps === at + 1) last?.(...args);
      throw killed;
    };
  const disk: RenderDisk = {
    ...quickDisk,
    write: async (path, text) =>
      dying(quickDisk.write, () => writeFileSync(path, text.slice(0, text.length / 2)))(path, text),
    makeFolder: dying(quickDisk.makeFolder),
    rename: dying(quickDisk.rename),
    remove: dying(quickDisk.remove),
    removeEmptyFolder: dying(quickDisk.removeEmptyFolder),
  };
  return { disk, survived: () => steps <= at };
}

let run = 0;
/** Every other run is dead. */
const mourners: RunNames = {
  next: () => `7.0.${'a'.repeat(12)}.${String(run++).padStart(8, '0')}`,
  stateOf: () => 'dead',
};

const render = (wanted: FileTree, out: string, disk = quickDisk) => renderTree(wanted, out, { disk, runs: mourners });

/** Renders until the disk dies; tells whether it lived to the end. */
async function renderMortally(wanted: FileTree, out: string, at: number): Promise<boolean> {
  const { disk, survived } = mortalDisk(at);
  await render(wanted, out, disk).catch((thrown) => {
    if (thrown !== killed && thrown?.cause !== killed) throw thrown;
  });
  return survived();
}

async function undisturbed(...trees: FileTree[]): Promise<Record<string, string>> {
  const out = mkdtempSync(join(base, 'whole-'));
  for (const wanted of trees) await render(wanted, out);
  return contentOf(out);
}

const start = tree({ 'a.yaml': '1', 'apps/one/app.yaml': 'one', 'apps/two/app.yaml': 'two', 'b/c/d.yaml': 'd' });
const changes: readonly (readonly [name: string, before: readonly FileTree[], after: FileTree])[] = [
  ['the first render', [], start],
  ['a change', [start], new Map([...start, ['a.yaml', '2'], ['apps/one/app.yaml', 'uno']])],
  [
    'the rename of an app',
    [start],
    tree({ 'a.yaml': '1!', 'apps/one/app.yaml': 'one', 'apps/three/app.yaml': 'two', 'b/c/d.yaml': 'd' }),
  ],
  ['a removal', [start], tree({ 'a.yaml': '1' })],
  ['a removal of everything but a new file', [start], tree({ 'z/z.yaml': 'z' })],
];

/** Plays a change killed at each of its steps in turn. */
async function atEveryStep(
  before: readonly FileTree[],
  after: FileTree,
  judge: (out: string, step: number) => Promise<void>,
): Promise<number> {
  for (let step = 0; ; step++) {
    const out = mkdtempSync(join(base, 'killed-'));
    for (const wanted of before) await render(wanted, out);
    if (await renderMortally(after, out, step)) return step;
    await judge(out, step);
    rmSync(out, { recursive: true });
  }
}

describe.each(changes)('%s, killed at every step', (_, before, after) => {
  test('is ended by the next render as if nothing had been', async () => {
    const whole = await undisturbed(...before, after);
    const steps = await atEveryStep(before, after, async (out, step) => {
      await render(after, out);
      expect({ step, content: contentOf(out) }).toEqual({ step, content: whole });
      expect((await render(after, out)).differs).toBe(false);
    });
    expect(steps).toBeGreaterThan(10);
  });

  test.each([
    ['what was', start],
    ['something else', tree({ 'a.yaml': '9', 'apps/two/app.yaml': 'two', 'n/n.yaml': 'n' })],
    ['nothing', tree({})],
  ])('is followed by a render of %s as if nothing had been', async (_name, next) => {
    const whole = await undisturbed(...before, after, next);
    await atEveryStep(before, after, async (out, step) => {
      await render(next, out);
      const { '.gatehouse.json': manifest, ...content } = contentOf(out);
      const { '.gatehouse.json': wholeManifest, ...wholeContent } = whole;
      expect({ step, content }).toEqual({ step, content: wholeContent });
      // Where nothing was ever put in place there is nothing to remember.
      if (next.size > 0) expect(manifest).toBe(wholeManifest);
    });
  });

  test('is ended well also when the next render is killed at any of its steps', async () => {
    const next = tree({ 'a.yaml': '9', 'apps/two/app.yaml': 'zwei', 'apps/three/app.yaml': 'drei' });
    const whole = await undisturbed(...before, after, next, start);
    await atEveryStep(before, after, async (out, step) => {
      for (let second = 0; ; second++) {
        const copy = mkdtempSync(join(base, 'twice-'));
        copyFolder(out, copy);
        const survived = await renderMortally(next, copy, second);
        await render(start, copy);
        expect({ step, second, content: contentOf(copy) }).toEqual({ step, second, content: whole });
        rmSync(copy, { recursive: true });
        if (survived) break;
      }
    });
  });

  test("leaves a user's files, and knows what was edited since", async () => {
    await atEveryStep(before, after, async (out) => {
      const here = Object.keys(contentOf(out)).filter((path) => after.has(path));
      writeFileSync(join(out, 'mine.txt'), 'mine');
      for (const path of here) {
        const held = readFileSync(join(out, path), 'utf8');
        writeFileSync(join(out, path), 'edited by hand');
        await expect(render(after, out)).rejects.toThrow(`${path} (edited since it was rendered)`);
        expect(readFileSync(join(out, path), 'utf8')).toBe('edited by hand');
        writeFileSync(join(out, path), held);
      }
      await render(after, out);
      expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine');
    });
  });
});

test("a user's file in the way is kept wherever the render before was killed", async () => {
  await atEveryStep([], start, async (out) => {
    const path = Object.keys(contentOf(out)).includes('apps/one/app.yaml') ? undefined : 'apps/one/app.yaml';
    if (path === undefined) return;
    mkdirSync(join(out, 'apps/one'), { recursive: true });
    writeFileSync(join(out, path), 'mine');
    await expect(render(start, out)).rejects.toThrow(path);
    expect(readFileSync(join(out, path), 'utf8')).toBe('mine');
  });
});

function copyFolder(from: string, to: string): void {
  for (const [path, content] of Object.entries(contentOf(from))) {
    if (content === 'folder') mkdirSync(join(to, path));
    else writeFileSync(join(to, path), content);
  }
}
