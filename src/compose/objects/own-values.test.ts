import { expect, test } from 'vitest';
import { layOver } from './own-values.ts';

test.each([
  ['mappings merge', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
  ['lists replace', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['null stays, so that it takes the default of the chart away, too', { a: { b: 1 } }, { a: null }, { a: null }],
  ['a scalar takes the place of a mapping', { a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
  ['a mapping takes the place of a scalar', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
])('of own values over ours, %s', (_, ours, own, merged) => {
  expect(layOver(ours, own)).toEqual(merged);
});

test('own values come behind ours in the order they were written in', () => {
  expect(Object.keys(layOver({ m: 1, a: 2 }, { z: 1, a: 3, b: 1 }))).toEqual(['m', 'a', 'z', 'b']);
});
