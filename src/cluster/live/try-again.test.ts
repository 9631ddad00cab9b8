import { describe, expect, it } from 'vitest';
import { StatusError } from '../status-error.ts';
import { backOff } from './back-off.ts';
import type { ApiCall } from './exchange.ts';
import { waitBefore } from './try-again.ts';

const reading: ApiCall = { method: 'GET', path: '/api/v1/pods' };
const writing: ApiCall = { method: 'POST', path: '/api/v1/pods' };

const refusal = (code: number, retryAfterSeconds?: number) =>
  new StatusError({
    ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: '', message: '', code },
    ...(retryAfterSeconds !== undefined && { details: { retryAfterSeconds } }),
  } as ConstructorParameters<typeof StatusError>[0]);

describe('a call is made again', () => {
  it.each([
    ['as long after a 429 as its Retry-After says', refusal(429, 7), reading, 1, 7000],
    ['a write, too, that a 429 has not taken', refusal(429, 2), writing, 1, 2000],
    ['as often as the server names a time, ten times at most', refusal(429, 1), reading, 10, undefined],
    ['after a 429 without a time by the back-off', refusal(429), writing, 2, 375],
    ['a read by the back-off where a proxy has lost its server', refusal(502), reading, 1, 188],
    ['not a write that may have been done', refusal(502), writing, 1, undefined],
    ['not where what was asked is gone', refusal(410), reading, 1, undefined],
    ['a read that broke off', new Error('socket hang up'), reading, 2, 375],
    ['three times at most where nobody answers', new Error('socket hang up'), reading, 3, undefined],
  ])('%s', (_, thrown, call, tries, wait) => {
    expect(waitBefore({ thrown, call, tries, random: () => 0.5 })).toBe(wait);
  });
});

it('waits grow to half a minute, and chance takes up to half of each', () => {
  const all = Array.from({ length: 12 }, (_, i) => [0, 0.999999].map((chance) => backOff(i + 1, () => chance)));
  expect(all.slice(0, 3)).toEqual([
    [125, 250],
    [250, 500],
    [500, 1000],
  ]);
  expect(all.at(-1)).toEqual([15_000, 30_000]);
  expect(all.every(([least = 0, most = 0]) => least < most)).toBe(true);
});
