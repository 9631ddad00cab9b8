import { expect, it } from 'vitest';
import type { Schema } from './schema.ts';
import { listFaults } from './schema-lists.ts';
import { inSpec } from './test-schema.ts';

it('duplicates in sets and maps are found', () => {
  const ports: Schema = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: { type: 'object', properties: { name: { type: 'string' } } },
  };
  const set: Schema = { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } };
  expect(listFaults({ spec: { f: [{ name: 'a', x: 1 }, { name: 'a' }] } }, inSpec(ports))).toMatchObject([
    { field: 'spec.f[1]', message: 'Duplicate value: {"name":"a"}' },
  ]);
  expect(listFaults({ spec: { f: ['a', 'b', 'a', 'a'] } }, inSpec(set))).toMatchObject([
    { field: 'spec.f[2]', message: 'Duplicate value: "a"' },
  ]);
});
