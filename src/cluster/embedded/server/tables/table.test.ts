import { describe, expect, it } from 'vitest';
import { builtinKinds } from '../../kinds/index.ts';
import { toTable } from './table.ts';

const view = 'meta.k8s.io/v1';
const own = (table: string) => builtinKinds.find((kind) => kind.table === table) ?? {};
const resource = (table: string) => ({ table, own: own(table), custom: undefined }) as never;
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'x' }, secrets: [] };
const options = { included: 'Metadata', now: 0, headers: true, metadata: { resourceVersion: '7' }, view } as const;

describe('a table', () => {
  const row = (object: unknown) => ({ cells: ['x', '<unknown>'], object });
  it.each([
    ['None', null],
    ['Metadata', { kind: 'PartialObjectMetadata', apiVersion: view, metadata: { name: 'x' } }],
    ['Object', account],
  ] as const)('carries of each object: %s', (included, object) => {
    const table = toTable(resource('/serviceaccounts'), [account], { ...options, included, headers: false });
    expect(table).toEqual({
      kind: 'Table',
      apiVersion: view,
      metadata: { resourceVersion: '7' },
      columnDefinitions: null,
      rows: [row(object)],
    });
  });

  it('tells its columns once', () => {
    const { columnDefinitions } = toTable(resource('/serviceaccounts'), [], options) as { columnDefinitions: object[] };
    expect(columnDefinitions).toEqual([
      { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
      { name: 'Age', type: 'string', format: '', description: '', priority: 0 },
    ]);
  });

  it('tells a custom kind by its definition', () => {
    const custom = { columns: [{ name: 'C', type: 'string', jsonPath: '.c' }] };
    const object = { ...account, c: 'd' };
    const { rows } = toTable({ table: '/pods', custom } as never, [object], options) as {
      rows: { cells: unknown[] }[];
    };
    expect(rows.map(({ cells }) => cells)).toEqual([['x', 'd']]);
  });
});

describe('a row', () => {
  const ended = (table: string, status: object | undefined) => {
    const object = { ...account, status };
    const { rows } = toTable(resource(table), [object], options) as { rows: { conditions?: unknown }[] };
    return rows.map(({ conditions }) => conditions);
  };
  const completed = (reason: string, message: string) => [[{ type: 'Completed', status: 'True', reason, message }]];

  it('of a pod tells that it has ended', () => {
    expect(ended('/pods', { phase: 'Succeeded' })).toEqual(
      completed('Succeeded', 'The pod has completed successfully.'),
    );
    expect(ended('/pods', { phase: 'Failed' })).toEqual(completed('Failed', 'The pod failed.'));
  });

  it('of anything else has no conditions', () => {
    expect(ended('/pods', { phase: 'Running' })).toEqual([undefined]);
    const { rows } = toTable(resource('/pods'), [account], options) as { rows: object[] };
    expect(rows.map((row) => Object.keys(row))).toEqual([['cells', 'object']]);
    expect(ended('/pods', {})).toEqual([undefined]);
    expect(ended('/pods', undefined)).toEqual([undefined]);
    expect(ended('/persistentvolumes', { phase: 'Failed' })).toEqual([undefined]);
  });
});
