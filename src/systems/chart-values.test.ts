import { describe, expect, test } from 'vitest';
import { changedDefaults, coalesceValues, isTrueInTemplate, unknownValues } from './chart-values.ts';

describe('values over defaults', () => {
  test.each([
    ['merge maps', { a: { x: 1, y: 2 } }, { a: { y: 3 } }, { a: { x: 1, y: 3 } }],
    ['replace lists', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['replace a map by a scalar', { a: { x: 1 } }, { a: true }, { a: true }],
    ['replace a scalar by a map', { a: 1 }, { a: { x: 1 } }, { a: { x: 1 } }],
    ['take a default away with null', { a: { x: 1, y: 2 } }, { a: { x: null } }, { a: { y: 2 } }],
    ['leave no null behind', {}, { a: { x: null, y: 1 } }, { a: { y: 1 } }],
    ['keep what is not given', { a: 1 }, {}, { a: 1 }],
  ])('%s', (_, defaults, given, merged) => {
    expect(coalesceValues(defaults, given)).toEqual(merged);
  });
});

describe('unknown values', () => {
  const defaults = { a: { x: 1 }, open: { x: 1 }, free: {}, list: [] };
  test.each([
    [{ a: { x: 2 }, list: [1] }, []],
    [{ b: 1, a: { y: { z: 1 } } }, ['b', 'a.y']],
    [{ open: { y: 1 }, free: { any: { thing: 1 } } }, []],
  ])('of %j are %j', (given, unknown) => {
    expect(unknownValues(given, defaults, ['open'])).toEqual(unknown);
  });

  test('are those too that a model knows by default only', () => {
    expect(changedDefaults({ a: { x: 2 } }, { a: { x: 1 } }, ['a.x', 'a.y'])).toEqual(['a.x']);
  });
});

test.each([
  [0, false],
  ['', false],
  [false, false],
  [null, false],
  [undefined, false],
  [[], false],
  [{}, false],
  [1, true],
  ['false', true],
  [[0], true],
  [{ a: null }, true],
])('a template takes %j for %j', (value, truth) => {
  expect(isTrueInTemplate(value)).toBe(truth);
});
