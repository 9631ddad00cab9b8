import { describe, expect, it } from 'vitest';
import { durationOf, failureDelay, renewalTime } from './renewal.ts';

const hours = (count: number) => count * 3_600_000;

describe('a certificate is renewed', () => {
  it.each<[string, number, Parameters<typeof renewalTime>[2], number | undefined]>([
    ['at two thirds of its life', 2160, {}, 1440],
    ['at two thirds of a short life', 160, {}, 106 + 2 / 3],
    ['renewBefore ahead of its end', 2160, { renewBefore: '360h' }, 1800],
    ['at two thirds when renewBefore is longer than its life', 160, { renewBefore: '360h' }, 106 + 2 / 3],
    ['a percentage ahead of its end', 100, { renewBeforePercentage: 25 }, 75],
    ['never when switched off', 2160, { renewal: { policy: 'Disabled' } }, undefined],
  ])('%s', (_, lifetime, spec, expected) => {
    const renewal = renewalTime(0, hours(lifetime), spec);
    expect(renewal).toBe(expected === undefined ? undefined : Math.floor(hours(expected) / 1000) * 1000);
  });
});

it('ninety days are asked for by default', () => {
  expect([durationOf({}), durationOf({ duration: '24h' })]).toEqual([90 * 86_400, 86_400]);
});

it('failures are retried after an hour, doubled up to 32', () => {
  expect([1, 2, 3, 6, 7].map((attempts) => failureDelay(attempts) / 3600)).toEqual([1, 2, 4, 32, 32]);
});
