import { describe, expect, it } from 'vitest';
import { customTable } from './custom.ts';

const tableOfColumns = (columns: readonly object[] | undefined) => customTable({ columns } as never);
const cells = (column: object, spec: object) =>
  tableOfColumns([{ name: 'C', jsonPath: '.spec.c', ...column }]).cells(
    { metadata: { name: 'x', creationTimestamp: '1970-01-01T00:00:00Z' }, spec } as never,
    5000,
  );

describe('a column of a definition', () => {
  it.each([
    ['string', 'a', 'a'],
    ['string', '', ''],
    ['string', 3, '3'],
    ['string', false, 'false'],
    ['string', { b: [1] }, '{"b":[1]}'],
    ['string', undefined, null],
    ['string', null, null],
    ['integer', 3, 3],
    ['integer', -3.7, -3],
    ['integer', 7n, 7n],
    ['integer', '3', null],
    ['number', 3.5, 3.5],
    ['number', 7n, 7],
    ['number', '3', null],
    ['boolean', true, true],
    ['boolean', false, false],
    ['boolean', 'true', null],
    ['date', '1970-01-01T00:00:01Z', '4s'],
    ['date', '1970-01-01T01:00:01.5+01:00', '3s'],
    ['date', '', '<unknown>'],
    ['date', '1970', '<invalid>'],
    ['date', '1970-13-01T00:00:01Z', '<invalid>'],
    ['date', 'x1970-01-01T00:00:01Z', '<invalid>'],
    ['date', '1970-01-01T00:00:01Zx', '<invalid>'],
    ['date', 0, null],
  ])('of type %s shows %s as %s', (type, c, cell) => {
    expect(cells({ type }, { c })).toEqual(['x', cell]);
  });

  it('shows the first of many, and nothing of what its path cannot find', () => {
    expect(cells({ type: 'integer', jsonPath: '.spec.c[*]' }, { c: [4, 5] })).toEqual(['x', 4]);
    expect(cells({ type: 'integer', jsonPath: '.spec[' }, { c: 1 })).toEqual(['x', null]);
  });

  it('is described by its definition', () => {
    const full = { name: 'C', type: 'date', format: 'f', description: 'd', priority: 1, jsonPath: '.c' };
    const bare = { name: 'B', type: 'string', description: '', jsonPath: '.b' };
    const described = { name: 'C', type: 'date', format: 'f', description: 'd', priority: 1 };
    const description = 'Custom resource definition column (in JSONPath format): .b';
    expect(tableOfColumns([full, bare]).columns.slice(1)).toEqual([
      described,
      { name: 'B', type: 'string', format: '', description, priority: 0 },
    ]);
  });

  it.each([[undefined], [[]]])('of %j is the age', (columns) => {
    const table = tableOfColumns(columns);
    expect(table.columns.map(({ name, type, format }) => [name, type, format])).toEqual([
      ['Name', 'string', 'name'],
      ['Age', 'date', ''],
    ]);
    const metadata = { name: 'x', creationTimestamp: '1970-01-01T00:00:00Z' };
    expect(table.cells({ metadata } as never, 5000)).toEqual(['x', '5s']);
  });

  it('is read once for each version', () => {
    const version = { columns: [{ name: 'C', type: 'string', jsonPath: '.c' }] } as never;
    expect(customTable(version)).toBe(customTable(version));
  });
});
