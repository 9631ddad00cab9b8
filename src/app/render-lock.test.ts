import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realDisk } from './render-disk.ts';
import { renderTree } from './render-tree.ts';
import { type RunState, realRuns } from './run-owner.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'gatehouse-lock-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const one = new Map([['a.yaml', 'a']]);
const other = new Map([['a.yaml', 'b']]);
const name = (pid: number) => `${pid}.5.${'a'.repeat(12)}.00000001`;
/** What another run left, or is at work with. */
function leave(pid: number): string {
  const folder = join(out, `.gatehouse-run-${name(pid)}`);
  mkdirSync(folder);
  writeFileSync(join(folder, '0'), 'half');
  return folder;
}
const judging = (state: RunState) => ({ next: realRuns.next, stateOf: () => state });

describe('another run in the folder', () => {
  test('that is at work is named with its process, and the folder stays as it is', async () => {
    const folder = leave(4711);
    await expect(renderTree(one, out, { runs: judging('alive') })).rejects.toMatchObject({
      message: `${out}: process 4711 is rendering into this folder`,
      hint: expect.stringContaining('kill 4711'),
    });
    expect(readdirSync(out)).toEqual([`.gatehouse-run-${name(4711)}`]);
    expect(existsSync(join(folder, '0'))).toBe(true);
  });

  test('that is dead is swept, also when there is nothing else to do', async () => {
    await renderTree(one, out);
    leave(4711);
    expect((await renderTree(one, out, { runs: judging('dead') })).differs).toBe(false);
    expect(readdirSync(out)).toEqual(['.gatehouse.json', 'a.yaml']);
  });

  test('of another machine counts as at work until it has been silent for a minute', async () => {
    const folder = leave(4711);
    await expect(renderTree(one, out, { runs: judging('elsewhere') })).rejects.toMatchObject({
      message: expect.stringContaining('4711 of another machine or container'),
      hint: expect.stringContaining(folder),
    });
    const long = realDisk.changedAt(folder) / 1000 - 90;
    utimesSync(folder, long, long);
    await renderTree(one, out, { runs: judging('elsewhere') });
    expect(readdirSync(out)).toEqual(['.gatehouse.json', 'a.yaml']);
  });

  test('is not looked for by a check, which writes nothing', async () => {
    leave(4711);
    const runs = judging('alive');
    expect((await renderTree(one, out, { check: true, runs })).created).toEqual(['a.yaml']);
    expect(readdirSync(out)).toEqual([`.gatehouse-run-${name(4711)}`]);
    expect((await renderTree(one, join(out, 'none'), { check: true, runs })).created).toEqual(['a.yaml']);
    expect(existsSync(join(out, 'none'))).toBe(false);
  });

  test('is never what only looks like one: a link, a name of somebody else', async () => {
    const precious = mkdtempSync(join(tmpdir(), 'gatehouse-precious-'));
    writeFileSync(join(precious, 'file'), 'precious');
    symlinkSync(precious, join(out, `.gatehouse-run-${name(1)}`));
    mkdirSync(join(out, '.gatehouse-run-mine'));
    await renderTree(one, out, { runs: judging('dead') });
    expect(readFileSync(join(precious, 'file'), 'utf8')).toBe('precious');
    expect(existsSync(join(out, '.gatehouse-run-mine'))).toBe(true);
    rmSync(precious, { recursive: true });
  });
});

test('of renders at once into one folder some are refused, and the folder is that of one of the others', async () => {
  const trees = [one, other, new Map([['b.yaml', 'c']]), one, other];
  const ends = await Promise.allSettled(trees.map((tree) => renderTree(tree, out)));
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  expect(refused.length).toBeLessThan(trees.length);
  for (const reason of refused) expect(reason).toContain(`process ${process.pid} is rendering`);
  const { files, writing } = JSON.parse(readFileSync(join(out, '.gatehouse.json'), 'utf8'));
  expect(writing).toBeUndefined();
  expect(readdirSync(out).sort()).toEqual(['.gatehouse.json', ...Object.keys(files)]);
});

test('an interrupted render leaves nothing, the folder it made included', async () => {
  const interrupt = new AbortController();
  interrupt.abort();
  await expect(renderTree(one, join(out, 'new/er'), { signal: interrupt.signal })).rejects.toMatchObject({
    exitCode: 130,
  });
  expect(readdirSync(out)).toEqual([]);
});
