import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepUpToDate } from './keep-up-to-date.ts';

const pace = { pulseSeconds: 1, patienceSeconds: 1, quietSeconds: 2, drawSeconds: 10, examineSeconds: 30 };
const done: string[] = [];
let fails = false;
let isGrowing = false;
let takes = 0;
const step = (name: string) => async () => {
  done.push(name);
  await new Promise((resolve) => setTimeout(resolve, takes * 1000));
  if (fails) throw new Error('cut');
};
const kept = {
  redraw: step('redraw'),
  examine: step('examine'),
  grow: () => void done.push('grow'),
  isGrowing: () => isGrowing,
};
let upToDate: ReturnType<typeof keepUpToDate>;

beforeEach(() => {
  vi.useFakeTimers();
  done.length = 0;
  [fails, isGrowing, takes] = [false, false, 0];
  upToDate = keepUpToDate(kept, pace);
  upToDate.start();
});
afterEach(() => {
  upToDate.stop();
  vi.useRealTimers();
});
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

test('what changes much at once is read once, when it is quiet', async () => {
  for (let each = 0; each < 10_000; each++) upToDate.changed();
  await pass(1);
  upToDate.changed();
  await pass(1.5);
  expect(done).toEqual([]);
  await pass(1);
  expect(done).toEqual(['redraw', 'examine']);
});

test('a cluster that is slow is never asked for two things at once, and changes meanwhile are read afterwards', async () => {
  takes = 100;
  upToDate.changed();
  await pass(5);
  upToDate.changed();
  await pass(90);
  expect(done).toEqual(['redraw']);
  await pass(300);
  expect(done.slice(0, 3)).toEqual(['redraw', 'examine', 'redraw']);
});

test('what fails is tried again, at its own pace', async () => {
  fails = true;
  upToDate.changed();
  await pass(25);
  expect(done).toEqual(['redraw', 'redraw', 'redraw']);
  fails = false;
  await pass(9);
  expect(done.slice(3, 5)).toEqual(['redraw', 'examine']);
});

test('a timeline grows while something is not ready, and rests when nothing is told', async () => {
  await pass(5);
  expect(done).toEqual([]);
  upToDate.readinessTold();
  await pass(5);
  expect(done).toEqual(['grow']);
  isGrowing = true;
  await pass(3);
  expect(done).toEqual(['grow', 'grow', 'grow', 'grow']);
});

test('nothing is begun after the end', async () => {
  upToDate.changed();
  upToDate.stop();
  await pass(100);
  expect(done).toEqual([]);
});
