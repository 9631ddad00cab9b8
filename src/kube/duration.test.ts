import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, parseDurationNanos, printDuration, printDurationNanos } from './duration.ts';

// Right column: what Go's time.ParseDuration answers, printed by Go again; E: it refuses.
describe('a duration is read as Go reads it', () => {
  it.each([
    ['1h30m', '1h30m0s'],
    ['1.5h', '1h30m0s'],
    ['90s', '1m30s'],
    ['0', '0s'],
    ['100ms', '100ms'],
    ['1.5us', '1.5\u00b5s'],
    ['-1m', '-1m0s'],
    ['1', 'E'],
    ['', 'E'],
    ['1d', 'E'],
    ['.5s', '500ms'],
    ['1.s', '1s'],
    ['.s', 'E'],
    ['1h1', 'E'],
    ['2160h', '2160h0m0s'],
    ['2562047h47m16.854775807s', '2562047h47m16.854775807s'],
    ['2562048h', 'E'],
    ['1m0.001s', '1m0.001s'],
    ['1s1h', '1h0m1s'],
  ])('%j', (text, expected) => {
    const nanos = parseDurationNanos(text);
    expect(nanos === undefined ? 'E' : printDurationNanos(nanos)).toBe(expected);
  });
});

it('seconds are read and printed', () => {
  expect(parseDuration('1m30s')).toBe(90);
  expect([printDuration(3600), printDuration(0.25), printDuration(0)]).toEqual(['1h0m0s', '250ms', '0s']);
});

it('any duration comes back as it was', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (nanos) => {
      expect(parseDurationNanos(printDurationNanos(nanos))).toBe(nanos);
    }),
  );
});
