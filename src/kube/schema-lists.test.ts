import { expect, it } from 'vitest';
import { listFaults } from './schema-lists.ts';

const item = { type: 'object', properties: { a: { type: 'string' }, b: {} } } as const;
const set = { type: 'array', 'x-kubernetes-list-type': 'set', items: {} } as const;
const map = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['a', 'b'],
  items: item,
} as const;

it.each([
  [set, ['x', 'y', 'x', 'x'], ['[2]']],
  [set, [1, '1', null, 'null', true, 'true'], []],
  [
    set,
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    ['[1]'],
  ],
  [
    set,
    [
      [1, 2],
      ['1', 2],
      [1, 2],
    ],
    ['[2]'],
  ],
  [map, [{ a: 'x', b: 1 }, { a: 'x' }, { b: 1, a: 'x', c: 2 }], ['[2]']],
])('of equal items of a list the second is told, case %#', (schema, list, places) => {
  expect(listFaults(list as never, schema as never).map(({ field }) => field)).toEqual(places);
});

it('a hundred thousand items are compared in no time to speak of', () => {
  const list = Array.from({ length: 100_000 }, (_, n) => ({ a: `k${n}` }));
  expect(listFaults([...list, { a: 'k7' }], map).map(({ field }) => field)).toEqual(['[100000]']);
});
