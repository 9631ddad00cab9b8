import { expect, it } from 'vitest';
import type { Schema } from './schema.ts';
import { applyDefaults, prune } from './schema-fill.ts';

it('defaults are filled in, deeply, and stray nulls dropped', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        default: {},
        properties: {
          mode: { type: 'string', default: 'fast' },
          stray: { type: 'string' },
          kept: { type: 'string', nullable: true },
          list: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer', default: 1 } } } },
        },
      },
    },
  };
  expect(applyDefaults({}, schema)).toEqual({ spec: { mode: 'fast' } });
  expect(applyDefaults({ spec: { mode: null, stray: null, kept: null, list: [{}] } }, schema)).toEqual({
    spec: { mode: 'fast', kept: null, list: [{ n: 1 }] },
  });
  const full = { spec: { mode: 'slow' } };
  expect(applyDefaults(full, schema)).toBe(full);
});

it('unknown fields are pruned and named', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          template: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: {} },
        },
      },
    },
  };
  const value = {
    apiVersion: 'v1',
    metadata: { name: 'x', anything: 1 },
    zed: 1,
    spec: { list: [{ a: 'x', b: 1 }], free: { any: { thing: 1 } }, template: { kind: 'X', other: 1 }, typo: 1 },
  };
  expect(prune(value, schema)).toEqual({
    value: {
      apiVersion: 'v1',
      metadata: { name: 'x', anything: 1 },
      spec: { list: [{ a: 'x' }], free: { any: { thing: 1 } }, template: { kind: 'X' } },
    },
    unknown: ['spec.list[0].b', 'spec.template.other', 'spec.typo', 'zed'],
  });
});
