import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { GatehouseError } from '../../core/errors.ts';
import { openViewsApart } from './open-views-apart.ts';
import type { OpenViews } from './opened-views.ts';

/** Plays the other process: says which one it is, and does what the address of a request says. */
const program = `
process.on('message', ({ number, path, question }) => {
  const tell = (told) => process.send({ number, ...told });
  if (question.what === 'page') tell({ type: 'progress', event: { type: 'phase', name: path } });
  if (question.url === 'die') process.exit(3);
  else if (question.url === 'refuse') tell({ type: 'failed', isKnown: true, message: 'no address', hint: 'type one' });
  else if (question.url === 'break') tell({ type: 'failed', isKnown: false, message: 'undefined is not a function' });
  else tell({ type: 'answer', value: { ...question, pid: process.pid } });
});
process.once('disconnect', () => process.exit());
`;

let file: URL;
const open: OpenViews[] = [];
beforeAll(() => {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-apart-')), 'views-worker.mjs');
  writeFileSync(path, program);
  file = pathToFileURL(path);
});
afterEach(async () => {
  for (const views of open.splice(0)) await views.close();
});

interface Asked extends OpenViews {
  readonly pidOf: (url: string) => Promise<number>;
  readonly told: string[];
}

async function openApart(restAfter: number): Promise<Asked> {
  const told: string[] = [];
  const onProgress = (event: unknown) => void told.push(JSON.stringify(event));
  const views = await openViewsApart('lab.yaml', { onProgress }, { file, restAfter });
  open.push(views);
  return { ...views, told, pidOf: async (url) => ((await views.journey(url, {})) as unknown as { pid: number }).pid };
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('one process is asked for the page and for each request, and tells how far it is', async () => {
  const views = await openApart(60_000);
  expect(views.page).toMatchObject({ what: 'page', pid: expect.any(Number) });
  expect(await views.pidOf('x')).toBe((views.page as unknown as { pid: number }).pid);
  expect(await views.changes('HEAD')).toMatchObject({ what: 'changes', base: 'HEAD' });
  expect(views.told).toEqual(['{"type":"phase","name":"lab.yaml"}']);
});

test('a process that nobody asks ends, and the next question is answered by another', async () => {
  const views = await openApart(1);
  const { pid } = views.page as unknown as { pid: number };
  await eventually(() => expect(isThere(pid)).toBe(false));
  expect(await views.pidOf('x')).not.toBe(pid);
});

test('a process that breaks off is told to whoever asked, and the next question starts another', async () => {
  const views = await openApart(60_000);
  await expect(views.journey('die', {})).rejects.toThrow('broke off');
  expect(await views.pidOf('x')).toBeGreaterThan(0);
});

test('what cannot be answered keeps its advice, and a fault within is none of those that may be told', async () => {
  const views = await openApart(60_000);
  await expect(views.journey('refuse', {})).rejects.toMatchObject({ message: 'no address', hint: 'type one' });
  await expect(views.journey('break', {})).rejects.not.toBeInstanceOf(GatehouseError);
});

test('the end of the views is the end of the process', async () => {
  const views = await openApart(60_000);
  const pid = await views.pidOf('x');
  await views.close();
  await eventually(() => expect(isThere(pid)).toBe(false));
});
