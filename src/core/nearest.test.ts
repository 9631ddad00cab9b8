import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, isNearName, nearestName } from './nearest.ts';

test.each([
  ['pools', 'pools', 0],
  ['pool', 'pools', 1],
  ['adress', 'address', 1],
  ['hsot', 'host', 1],
  ['', 'dhcp', 4],
  ['gateway', 'trusted', 7],
] as const)('%s is %s after %i edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
  expect(editDistance(b, a)).toBe(edits);
});

test.each([
  ['adress', 'address'],
  ['AutoAssign', 'autoAssign'],
  ['autoasign', 'autoAssign'],
  ['gatway', undefined],
  ['zzz', undefined],
] as const)('the nearest known name of %s is %s', (word, nearest) => {
  expect(nearestName(word, ['address', 'autoAssign', 'pools'])).toBe(nearest);
});

test('among equally near names the first in order is taken', () => {
  expect(nearestName('tost', ['post', 'host', 'toss'])).toBe('host');
});

test('of two words it is told whether they are near by the same measure', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'C', 'é', '😀'), maxLength: 9 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      expect(isNearName(one, other)).toBe(nearestName(one, [other]) !== undefined);
    }),
  );
});
