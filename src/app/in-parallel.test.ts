import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

const failing = (turns: number) => async (item: string) => {
  for (let turn = 0; turn < (item === 'a' ? turns : 0); turn++) await Promise.resolve();
  throw new Error(item);
};

test.each([0, 1, 20])('what fails first in order is told, also %i turns after another', async (turns) => {
  await expect(inParallel(['a', 'b', 'c'], 2, failing(turns))).rejects.toThrow(/^a$/);
});

test('nothing is begun after a failure', async () => {
  const begun: string[] = [];
  const act = async (item: string) => {
    begun.push(item);
    throw new Error(item);
  };
  await expect(inParallel(['a', 'b', 'c', 'd'], 2, act)).rejects.toThrow('a');
  expect(begun).toEqual(['a', 'b']);
});
