import { describe, expect, it } from 'vitest';
import { schemaOf } from './builtin-schemas.ts';
import type { Json } from './object.ts';
import type { Schema } from './schema.ts';
import { prune } from './schema-fill.ts';
import { printFaults, validateSchema } from './schema-validate.ts';
import { inSpec } from './test-schema.ts';

const faultsOf = (value: Json, field: Schema) => printFaults(validateSchema({ spec: { f: value } }, inSpec(field)));

// Texts of kube-openapi pkg/validation/errors/schema.go, as the API server puts them into a refusal.
describe('a value that breaks its schema is refused in words of the API server', () => {
  it.each<[string, Json, Schema, string]>([
    [
      'type',
      'x',
      { type: 'integer' },
      'spec.f: Invalid value: "string": spec.f in body must be of type integer: "string"',
    ],
    [
      'type of a list',
      [],
      { type: 'object' },
      'spec.f: Invalid value: "array": spec.f in body must be of type object: "array"',
    ],
    ['null', null, { type: 'string' }, 'spec.f: Invalid value: "null": spec.f in body must be of type string: "null"'],
    [
      'fraction',
      1.5,
      { type: 'integer' },
      '[spec.f: Invalid value: "number": spec.f in body must be of type integer: "number", <nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.f]',
    ],
    [
      'integer or string',
      true,
      { 'x-kubernetes-int-or-string': true },
      'spec.f: Invalid value: "boolean": spec.f in body must be of type integer,string: "boolean"',
    ],
    ['enum', 'c', { type: 'string', enum: ['a', 'b'] }, 'spec.f: Unsupported value: "c": supported values: "a", "b"'],
    [
      'pattern',
      'A',
      { type: 'string', pattern: '^[a-z]+$' },
      'spec.f: Invalid value: "A": spec.f in body should match \'^[a-z]+$\'',
    ],
    ['pattern with flags and classes of Go', 'éA', { type: 'string', pattern: '(?i)^\\pL[[:lower:]]\\z' }, '[]'],
    [
      'pattern that takes a backtracking engine for ever',
      `${'a'.repeat(50_000)}!`,
      { type: 'string', pattern: '^(a+)+$' },
      `spec.f: Invalid value: "${'a'.repeat(50_000)}!": spec.f in body should match '^(a+)+$'`,
    ],
    [
      'pattern that is none',
      'a',
      { type: 'string', pattern: '^(?!x)' },
      'spec.f: Invalid value: "a": spec.f in body should match \'^(?!x), but pattern is invalid: error parsing regexp: invalid or unsupported Perl syntax: `(?!`\'',
    ],
    [
      'minimum',
      0,
      { type: 'integer', minimum: 1 },
      'spec.f: Invalid value: 0: spec.f in body should be greater than or equal to 1',
    ],
    [
      'maximum',
      9,
      { type: 'integer', maximum: 5 },
      'spec.f: Invalid value: 9: spec.f in body should be less than or equal to 5',
    ],
    [
      'exclusive minimum',
      1,
      { type: 'integer', minimum: 1, exclusiveMinimum: true },
      'spec.f: Invalid value: 1: spec.f in body should be greater than 1',
    ],
    [
      'multiple',
      3,
      { type: 'integer', multipleOf: 2 },
      'spec.f: Invalid value: 3: spec.f in body should be a multiple of 2',
    ],
    [
      'short text',
      '',
      { type: 'string', minLength: 1 },
      'spec.f: Invalid value: "": spec.f in body should be at least 1 chars long',
    ],
    ['long text', 'abc', { type: 'string', maxLength: 2 }, 'spec.f: Too long: may not be more than 2 bytes'],
    [
      'few items',
      [],
      { type: 'array', minItems: 1 },
      'spec.f: Invalid value: 0: spec.f in body should have at least 1 items',
    ],
    ['many items', [1, 2], { type: 'array', maxItems: 1 }, 'spec.f: Too many: 2: must have at most 1 item'],
    [
      'format',
      'x',
      { type: 'string', format: 'date-time' },
      'spec.f: Invalid value: "x": spec.f in body must be of type date-time: "x"',
    ],
    [
      'item of a list',
      ['x'],
      { type: 'array', items: { type: 'integer' } },
      'spec.f[0]: Invalid value: "string": spec.f[0] in body must be of type integer: "string"',
    ],
    [
      'value of a map',
      { k: 1 },
      { type: 'object', additionalProperties: { type: 'string' } },
      'spec.f.k: Invalid value: "integer": spec.f.k in body must be of type string: "integer"',
    ],
    [
      'one of',
      {},
      { type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      '[<nil>: Invalid value: "": "spec.f" must validate one and only one schema (oneOf). Found none valid, spec.f.a: Required value]',
    ],
    [
      'any of',
      {},
      { type: 'object', anyOf: [{ required: ['a'] }] },
      '[<nil>: Invalid value: "": "spec.f" must validate at least one schema (anyOf), spec.f.a: Required value]',
    ],
    ['not', {}, { type: 'object', not: {} }, '<nil>: Invalid value: "": "spec.f" must not validate the schema (not)'],
  ])('%s', (_, value, field, expected) => {
    expect(faultsOf(value, field)).toBe(expected);
  });

  it('required fields, several at once in brackets', () => {
    const schema = inSpec({ type: 'string' }, { required: ['f', 'g'] });
    expect(printFaults(validateSchema({ spec: {} }, schema))).toBe('[spec.f: Required value, spec.g: Required value]');
  });

  it('an unchanged part of an update is let pass', () => {
    const schema = inSpec({ type: 'string', maxLength: 1 });
    expect(validateSchema({ spec: { f: 'long' } }, schema, { spec: { f: 'long' } })).toEqual([]);
    expect(validateSchema({ spec: { f: 'longer' } }, schema, { spec: { f: 'long' } })).toHaveLength(1);
  });

  it.each<[Json, Schema]>([
    ['x', { type: 'string', nullable: true }],
    [null, { type: 'string', nullable: true }],
    [3, { 'x-kubernetes-int-or-string': true }],
    ['3', { 'x-kubernetes-int-or-string': true }],
    [3, { type: 'number' }],
    ['2026-01-02T03:04:05Z', { type: 'string', format: 'date-time' }],
    ['1h', { type: 'string', format: 'duration' }],
    ['anything', { type: 'string', format: 'unheard-of' }],
    [{ a: 1 }, { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }],
  ])('%j passes', (value, field) => {
    expect(faultsOf(value, field)).toBe('[]');
  });
});

it('a schema beside a reference is whole: it can be copied', async () => {
  const metadata = (await schemaOf('apps', 'v1', 'Deployment'))!.properties!.metadata!;
  const { value, unknown } = prune({ name: 'x', labels: { a: 'b' }, odd: 1 }, metadata);
  expect([value, unknown]).toEqual([{ name: 'x', labels: { a: 'b' } }, ['odd']]);
});
