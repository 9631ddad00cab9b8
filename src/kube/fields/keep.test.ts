import { expect, it } from 'vitest';
import type { Json } from '../object.ts';
import { fromFieldsV1 } from './field-set.ts';
import { keepFields } from './keep.ts';

const value = {
  replicas: 2,
  labels: { mine: 'a', other: 'b' },
  ports: [
    { port: 80, protocol: 'TCP', nodePort: 30080 },
    { port: 443, protocol: 'TCP', nodePort: 30443 },
  ],
  finalizers: ['x', 'y'],
  whole: { a: [1, 2] },
};

it.each<[string, Record<string, Json>, Json | undefined]>([
  ['a field', { 'f:replicas': {} }, { replicas: 2 }],
  ['a field of a map', { 'f:labels': { '.': {}, 'f:mine': {} } }, { labels: { mine: 'a' } }],
  [
    'an item by its keys, and of it what is named',
    { 'f:ports': { 'k:{"port":443,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } },
    { ports: [{ port: 443 }] },
  ],
  ['an item by its value', { 'f:finalizers': { 'v:"y"': {} } }, { finalizers: ['y'] }],
  ['what is owned as a whole', { 'f:whole': {} }, { whole: { a: [1, 2] } }],
  ['nothing of what is not there', { 'f:none': {} }, undefined],
])('keeps %s', (_, fields, kept) => {
  expect(keepFields(value as Json, fromFieldsV1(fields))).toEqual(kept);
});
