import { describe, expect, it } from 'vitest';
import { applyConfiguration } from './apply.ts';
import { schemaOf } from './builtin-schemas.ts';
import { equalJson } from './json.ts';
import type { Json, UnknownObject } from './object.ts';
import { applyJsonPatch } from './patch-json.ts';
import { applyMergePatch } from './patch-merge.ts';
import type { Schema } from './schema.ts';
import { loadCelRuleChecker } from './schema-cel.ts';
import { decodeBuiltin } from './schema-decode.ts';
import { printFaults, validateSchema } from './schema-validate.ts';

const most = 9223372036854775807n;
const schemaWith = (f: Schema): Schema => ({ type: 'object', properties: { f } });
const faultsOf = (f: Json, schema: Schema) => printFaults(validateSchema({ f }, schemaWith(schema)));
const checked = '<nil>: Invalid value: "": Checked value must be of type integer (default format) in f';
const shouldBe = (f: Json, rule: string) => `f: Invalid value: ${f}: f in body should be ${rule}`;

describe('whole numbers beyond 2^53 meet a schema', () => {
  it.each<[string, Json, Schema, string]>([
    ['an integer', most, { type: 'integer', format: 'int64' }, '[]'],
    ['a number', most, { type: 'number' }, '[]'],
    ['an integer or a text', most, { 'x-kubernetes-int-or-string': true }, '[]'],
    ['one of its values', most, { type: 'integer', enum: [most] }, '[]'],
    [
      'not one of its values',
      most,
      { type: 'integer', enum: [most - 1n] },
      'f: Unsupported value: 9223372036854775807: supported values: "9223372036854775806"',
    ],
    ['above the maximum', most, { type: 'integer', maximum: 5 }, shouldBe(most, 'less than or equal to 5')],
    ['below the minimum', -most, { type: 'integer', minimum: 0 }, shouldBe(-most, 'greater than or equal to 0')],
    ['a multiple', most, { type: 'integer', multipleOf: 7 }, '[]'],
    ['no multiple', most - 1n, { type: 'integer', multipleOf: 7 }, shouldBe(most - 1n, 'a multiple of 7')],
    [
      'above a maximum that is a float',
      9223372036854774807n,
      { type: 'integer', maximum: Number(9223372036854774807n) },
      shouldBe(9223372036854774807n, 'less than or equal to 9223372036854774784'),
    ],
    [
      'below a minimum that is a float',
      -9223372036854774785n,
      { type: 'integer', minimum: Number(-9223372036854774807n) },
      shouldBe(-9223372036854774785n, 'greater than or equal to -9223372036854774784'),
    ],
    ['at that maximum', 9223372036854774784n, { type: 'integer', maximum: Number(9223372036854774807n) }, '[]'],
    [
      'under a maximum that is none',
      1,
      { type: 'integer', maximum: 2 ** 63 },
      '<nil>: Invalid value: "": Maximum boundary value must be of type integer (default format) in f',
    ],
    [
      'a number above a bound with a fraction',
      6,
      { type: 'number', maximum: 5.5 },
      shouldBe(6, 'less than or equal to 5'),
    ],
    ['a fraction above it', 6.5, { type: 'number', maximum: 5.5 }, shouldBe(6.5, 'less than or equal to 5.5')],
    [
      'too large for its format',
      2 ** 31,
      { type: 'integer', format: 'int32' },
      '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in f',
    ],
    [
      'a float for an int64',
      2 ** 63,
      { type: 'integer', format: 'int64' },
      '[f: Invalid value: "float64": f in body must be of type int64: "float64", <nil>: Invalid value: "": Checked value must be of type integer with format int64 in f]',
    ],
    [
      'a truth for an int64',
      true,
      { type: 'integer', format: 'int64' },
      'f: Invalid value: "": f in body must be of type int64: ""',
    ],
    ['no text', most, { type: 'string' }, 'f: Invalid value: "integer": f in body must be of type string: "integer"'],
    [
      'beyond int64, a float',
      2 ** 63,
      { type: 'integer' },
      `[f: Invalid value: "number": f in body must be of type integer: "number", ${checked}]`,
    ],
    [
      'beyond int64, exact',
      most + 1n,
      { type: 'integer' },
      `[f: Invalid value: "number": f in body must be of type integer: "number", ${checked}]`,
    ],
  ])('%s', (_, value, schema, expected) => {
    expect(faultsOf(value, schema)).toBe(expected);
  });

  it('CEL counts with them', async () => {
    const rules = [{ rule: 'self.f + 1 == 9223372036854775807', message: 'one less than the most' }];
    const schema = { ...schemaWith({ type: 'integer' }), 'x-kubernetes-validations': rules };
    const checker = await loadCelRuleChecker();
    expect(checker.check({ f: most - 1n }, schema)).toEqual([]);
    expect(checker.check({ f: most - 2n }, schema)).toMatchObject([{ message: expect.stringContaining('one less') }]);
  });
});

describe('whole numbers of built-in kinds are held to their Go types', () => {
  const number = (type: string, field: string, value: Json) =>
    `json: cannot unmarshal number ${value} into Go struct field ${field} of type ${type}`;
  it.each<[string, Json, string | undefined]>([
    ['an int64', { spec: { terminationGracePeriodSeconds: most } }, undefined],
    [
      'an int64 that is none',
      { spec: { terminationGracePeriodSeconds: most + 1n } },
      number('int64', 'PodSpec.spec.terminationGracePeriodSeconds', most + 1n),
    ],
    ['an int32', { spec: { priority: most } }, number('int32', 'PodSpec.spec.priority', most)],
    ['an int32 of 33 bits', { spec: { priority: 2 ** 31 } }, number('int32', 'PodSpec.spec.priority', 2 ** 31)],
    ['the least int32', { spec: { priority: -(2 ** 31) } }, undefined],
    [
      'a text',
      { spec: { nodeName: most } },
      'json: cannot unmarshal number into Go struct field PodSpec.spec.nodeName of type string',
    ],
    [
      'the port of a list',
      { spec: { containers: [{ ports: [{ containerPort: most }] }] } },
      number('int32', 'ContainerPort.spec.containers.ports.containerPort', most),
    ],
    ['a quantity', { spec: { containers: [{ resources: { limits: { memory: most } } }] } }, undefined],
  ])('%s', async (_, value, error) => {
    expect(decodeBuiltin(value, (await schemaOf('', 'v1', 'Pod'))!).error).toBe(error);
  });
});

describe('whole numbers that differ by one are different', () => {
  it('to a comparison', () => {
    expect(equalJson({ a: [most] }, { a: [most] })).toBe(true);
    expect(equalJson({ a: [most] }, { a: [most - 1n] })).toBe(false);
  });

  it('to patches', () => {
    const test = { op: 'test', path: '/f', value: most };
    expect(applyJsonPatch({ f: most }, [test])).toEqual({ value: { f: most } });
    expect(applyJsonPatch({ f: most - 1n }, [test])).toMatchObject({ error: expect.stringContaining('test failed') });
    expect(applyMergePatch({ f: 1, g: 2 }, { f: most })).toEqual({ f: most, g: 2 });
  });

  const thing = (priority: bigint): UnknownObject => ({
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: { name: 'a' },
    spec: { priority, set: [most, most - 1n], items: [{ id: most, size: 1 }] },
  });
  const listed = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['id'] } as const;
  const schema: Schema = {
    type: 'object',
    properties: {
      ...{ apiVersion: { type: 'string' }, kind: { type: 'string' } },
      metadata: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      spec: {
        type: 'object',
        properties: {
          priority: { type: 'integer' },
          set: { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' },
          items: {
            type: 'array',
            ...listed,
            items: { type: 'object', properties: { id: { type: 'integer' }, size: { type: 'integer' } } },
          },
        },
      },
    },
  };
  const apply = (live: UnknownObject | undefined, priority: bigint, manager: string) =>
    applyConfiguration(live, thing(priority), {
      ...{ manager, apiVersion: 'example.com/v1', schema, time: '2026-01-01T00:00:00Z', force: false },
    });

  it('to the owners of fields, and items are known by them', () => {
    const first = apply(undefined, most, 'one');
    if (!('object' in first)) throw new Error(JSON.stringify(first));
    expect(first.object.metadata.managedFields?.[0]?.fieldsV1).toMatchObject({
      'f:spec': {
        'f:set': { 'v:9223372036854775806': {}, 'v:9223372036854775807': {} },
        'f:items': { 'k:{"id":9223372036854775807}': { 'f:id': {} } },
      },
    });
    expect(apply(first.object, most, 'two')).toHaveProperty('object');
    expect(apply(first.object, most - 1n, 'two')).toMatchObject({
      message: 'Apply failed with 1 conflict: conflict with "one": .spec.priority',
    });
  });
});
