import { expect, test } from 'vitest';
import { lostData, type Volumes } from './migrate-volumes.ts';

const of = (claims: Record<string, string>, ...volumes: readonly string[]): Volumes => ({
  claims: new Map(Object.entries(claims)),
  volumes: new Set(volumes),
});

test.each([
  ['nothing', of({ 'a/x': 'v1' }, 'v1'), []],
  [
    'a claim that is gone with its volume',
    of({}),
    ['the claim a/x is gone, and its data with it: its volume is deleted (reclaim policy Delete)'],
  ],
  [
    'a claim whose volume stays',
    of({}, 'v1'),
    ['the claim a/x is gone; its data stays on the volume v1, which nobody claims'],
  ],
  [
    'a claim of the same name with another volume',
    of({ 'a/x': 'v2' }, 'v2'),
    ['the claim a/x was deleted and made anew, and its data with it: its volume is deleted (reclaim policy Delete)'],
  ],
  [
    'a claim that waits anew',
    of({ 'a/x': '' }, 'v1'),
    ['the claim a/x was deleted and made anew; its data stays on the volume v1, which nobody claims'],
  ],
] as const)('of %s, it is told what became of the data', (_, after, told) => {
  expect(lostData(of({ 'a/x': 'v1', 'a/new': '' }, 'v1'), after)).toEqual(told);
});
