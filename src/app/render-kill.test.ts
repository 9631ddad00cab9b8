import { describe, expect, test } from 'vitest';
import { memoryDisk } from '../../test/memory-disk.ts';
import type { FileTree } from '../core/file-tree.ts';
import type { RenderDisk } from './render-disk.ts';
import { renderTree } from './render-tree.ts';
import type { RunNames } from './run-owner.ts';

const tree = (files: Record<string, string>): FileTree => new Map(Object.entries(files));

/** What is on a disk: paths to texts, folders to undefined. */
type Content = Map<string, string | undefined>;
const emptyDisk = (): Content => new Map([['/', undefined]]);
const out = '/lab/repository';

/** Everything on a disk, empty folders included, in one order. */
const contentOf = (content: Content): Record<string, string> =>
  Object.fromEntries(
    [...content].map(([path, text]): [string, string] => [path, text ?? 'folder']).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const killed = new Error('killed by the test');

/** A disk that dies before its `at`-th step, or half-way through it when it is a write, and does nothing from then on. */
function mortalDisk(content: Content, at: number): { readonly disk: RenderDisk; readonly survived: () => boolean } {
  let steps = 0;
  const whole = memoryDisk(content);
  const dying =
    <A extends unknown[], R>(act: (...args: A) => R, last?: (...args: A) => void) =>
    (...args: A): R => {
      if (steps++ < at) return act(...args);
      if (steps === at + 1) last?.(...args);
      throw killed;
    };
  const disk: RenderDisk = {
    ...whole,
    write: (path, text) => dying(whole.write, () => content.set(path, text.slice(0, text.length / 2)))(path, text),
    syncFile: async (path) => dying(whole.syncFile)(path),
    makeFolder: dying(whole.makeFolder),
    rename: dying(whole.rename),
    remove: dying(whole.remove),
    removeEmptyFolder: dying(whole.removeEmptyFolder),
  };
  return { disk, survived: () => steps <= at };
}

let run = 0;
/** Every other run is dead. */
const mourners: RunNames = {
  next: () => `7.0.${'a'.repeat(12)}.${String(run++).padStart(8, '0')}`,
  stateOf: () => 'dead',
};

const render = (wanted: FileTree, content: Content, disk = memoryDisk(content)) =>
  renderTree(wanted, out, { disk, runs: mourners });

/** Renders until the disk dies; tells whether it lived to the end. */
async function renderMortally(wanted: FileTree, content: Content, at: number): Promise<boolean> {
  const { disk, survived } = mortalDisk(content, at);
  await render(wanted, content, disk).catch((thrown) => {
    if (!String(thrown).includes(killed.message)) throw thrown;
  });
  return survived();
}

async function undisturbed(...trees: FileTree[]): Promise<Record<string, string>> {
  const content = emptyDisk();
  for (const wanted of trees) await render(wanted, content);
  return contentOf(content);
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
  judge: (content: Content, step: number) => Promise<void>,
): Promise<number> {
  for (let step = 0; ; step++) {
    const content = emptyDisk();
    for (const wanted of before) await render(wanted, content);
    if (await renderMortally(after, content, step)) return step;
    await judge(content, step);
  }
}

describe.each(changes)('%s, killed at every step', (_, before, after) => {
  test('is ended by the next render as if nothing had been', async () => {
    const whole = await undisturbed(...before, after);
    const steps = await atEveryStep(before, after, async (content, step) => {
      await render(after, content);
      expect({ step, content: contentOf(content) }).toEqual({ step, content: whole });
      expect((await render(after, content)).differs).toBe(false);
    });
    expect(steps).toBeGreaterThan(10);
  });

  test.each([
    ['what was', start],
    ['something else', tree({ 'a.yaml': '9', 'apps/two/app.yaml': 'two', 'n/n.yaml': 'n' })],
  ])('is followed by a render of %s as if nothing had been', async (_name, next) => {
    const whole = await undisturbed(...before, after, next);
    await atEveryStep(before, after, async (content, step) => {
      await render(next, content);
      expect({ step, content: contentOf(content) }).toEqual({ step, content: whole });
    });
  });

  test('is ended well also when the next render is killed at any of its steps', async () => {
    const next = tree({ 'a.yaml': '9', 'apps/two/app.yaml': 'zwei', 'apps/three/app.yaml': 'drei' });
    const whole = await undisturbed(...before, after, next, start);
    await atEveryStep(before, after, async (content, step) => {
      for (let second = 0, survived = false; !survived; second++) {
        const copy = new Map(content);
        survived = await renderMortally(next, copy, second);
        await render(start, copy);
        expect({ step, second, content: contentOf(copy) }).toEqual({ step, second, content: whole });
      }
    });
  });

  test('leaves no file of ours behind when nothing is wanted any more', async () => {
    await atEveryStep(before, after, async (content) => {
      await render(tree({}), content);
      const left = [...content.keys()].filter((path) => path.startsWith(`${out}/`));
      expect(left.filter((path) => path !== `${out}/.gatehouse.json`)).toEqual([]);
    });
  });

  test("leaves a user's files, and knows what was edited since", async () => {
    await atEveryStep(before, after, async (content) => {
      content.set('/lab', undefined).set(out, undefined).set(`${out}/mine.txt`, 'mine');
      for (const path of after.keys()) {
        if (content.get(`${out}/${path}`) === undefined) continue;
        const copy = new Map(content).set(`${out}/${path}`, 'edited by hand');
        const { conflicts, edited } = await render(after, copy);
        expect([...conflicts.map((conflict) => conflict.path), ...edited]).toEqual([path]);
        expect(copy.get(`${out}/${path}`)).toBe('edited by hand');
      }
      await render(after, content);
      expect(content.get(`${out}/mine.txt`)).toBe('mine');
    });
  });
});

const lines = (...numbers: readonly (string | number)[]) => numbers.map((line) => `line: ${line}\n`).join('');
const object = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: b\n  c: d\n  e: f\n  ours: ${value}\n`;

describe.each([
  [
    'a merge',
    { 'a.txt': lines(1, 2, 3, 4, 5) },
    ['a.txt', lines('mine', 2, 3, 4, 5)],
    { 'a.txt': lines(1, 2, 3, 4, 'ours'), 'b.txt': 'b' },
    ['a.txt', lines('mine', 2, 3, 4, 'ours')],
  ],
  [
    'a move of edited files',
    { 'apps/one/a.yaml': object('1'), 'apps/one/b.yaml': 'b' },
    ['apps/one/a.yaml', object('1').replace('a: b', 'a: mine')],
    { 'work/one/a.yaml': object('2'), 'work/one/b.yaml': 'b' },
    ['work/one/a.yaml', object('2').replace('a: b', 'a: mine')],
  ],
] as const)('%s, killed at every step', (_, before, edit, after, result) => {
  const start = async (content: Content) => {
    await render(tree(before), content);
    content.set(`${out}/${edit[0]}`, edit[1]);
  };

  test('is ended by the next render as if nothing had been', async () => {
    const whole = emptyDisk();
    await start(whole);
    await render(tree(after), whole);
    expect(whole.get(`${out}/${result[0]}`)).toBe(result[1]);
    expect((await render(tree(after), whole)).differs).toBe(false);
    for (let step = 0, survived = false; !survived; step++) {
      const content = emptyDisk();
      await start(content);
      survived = await renderMortally(tree(after), content, step);
      await render(tree(after), content);
      expect({ step, content: contentOf(content) }).toEqual({ step, content: contentOf(whole) });
    }
  });
});

test("a user's file in the way is kept wherever the render before was killed", async () => {
  const way = `${out}/apps/one/app.yaml`;
  await atEveryStep([], start, async (content) => {
    if (content.has(way)) return;
    memoryDisk(content).makeFolder(`${out}/apps/one`);
    content.set(way, 'mine');
    // Once a render had begun to write the file, it cannot be told from one that was edited.
    const refused = await render(start, content).then(
      ({ edited }) => edited.join(),
      (thrown) => String(thrown),
    );
    expect(refused).toContain('apps/one/app.yaml');
    expect(content.get(way)).toBe('mine');
  });
});
