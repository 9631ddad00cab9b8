import { describe, expect, it } from 'vitest';
import { schemaOf } from './builtin-schemas.ts';
import type { Json } from './object.ts';
import type { Schema } from './schema.ts';
import { hasCelRules, loadCelRuleChecker } from './schema-cel.ts';
import { decodeBuiltin } from './schema-decode.ts';
import { applyDefaults, prune } from './schema-fill.ts';
import { listFaults } from './schema-lists.ts';
import { printFaults, validateSchema } from './schema-validate.ts';

const inSpec = (field: Schema, extra: Schema = {}): Schema => ({
  type: 'object',
  properties: { spec: { type: 'object', properties: { f: field }, ...extra } },
});

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

describe('CEL rules', () => {
  const rule = (text: string, rest: object = {}) => ({ 'x-kubernetes-validations': [{ rule: text, ...rest }] });
  const object = (rules: Schema): Schema => ({
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { n: { type: 'integer' }, path: { type: 'string' } }, ...rules },
    },
  });

  it.each<[string, Schema, Json, Json | undefined, string]>([
    [
      'of an object',
      object(rule('self.n > 2', { message: 'n is small' })),
      { spec: { n: 1 } },
      undefined,
      'spec: Invalid value: n is small',
    ],
    [
      'without message',
      object(rule('self.n > 2')),
      { spec: { n: 1 } },
      undefined,
      'spec: Invalid value: failed rule: self.n > 2',
    ],
    [
      'with a computed message',
      object(rule('self.n > 2', { messageExpression: '"n is " + string(self.n)' })),
      { spec: { n: 1 } },
      undefined,
      'spec: Invalid value: n is 1',
    ],
    [
      'about a change',
      object(rule('self.n == oldSelf.n', { message: 'Value is immutable' })),
      { spec: { n: 2 } },
      { spec: { n: 1 } },
      'spec: Invalid value: Value is immutable',
    ],
    ['about a change, on create', object(rule('self.n == oldSelf.n')), { spec: { n: 2 } }, undefined, '[]'],
    [
      'with reason and field',
      object(rule('false', { reason: 'FieldValueForbidden', fieldPath: '.n', message: 'no' })),
      { spec: {} },
      undefined,
      'spec.n: Forbidden: no',
    ],
    [
      'that hold',
      object(rule('!has(self.path) || self.path.startsWith("/")')),
      { spec: { path: '/x' } },
      undefined,
      '[]',
    ],
    [
      'of a text',
      {
        type: 'object',
        properties: { d: { type: 'string', ...rule('duration(self).getSeconds() >= 1', { message: 'short' }) } },
      },
      { d: '10ms' },
      undefined,
      'd: Invalid value: "10ms": short',
    ],
  ])('%s', async (_, schema, value, old, expected) => {
    expect(hasCelRules(schema)).toBe(true);
    expect(printFaults((await loadCelRuleChecker()).check(value, schema, old))).toBe(expected);
  });
});

describe('a built-in object is decoded as its Go type', () => {
  it.each<[string, Json, string | undefined, readonly string[]]>([
    [
      'a text for a number',
      { spec: { replicas: 'three' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
      [],
    ],
    [
      'a number for a text, in a list',
      { spec: { template: { spec: { containers: [{ env: [{ name: 'A', value: 1 }] }] } } } },
      'json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
      [],
    ],
    [
      'an object for a list',
      { spec: { template: { spec: { containers: {} } } } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
      [],
    ],
    [
      'no quantity',
      { spec: { template: { spec: { containers: [{ resources: { limits: { cpu: 'much' } } }] } } } },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      [],
    ],
    [
      'unknown fields',
      { spec: { replica: 1, template: { spec: { containers: [{ imagePolicy: 'x' }] } } }, extra: 1 },
      undefined,
      ['spec.replica', 'spec.template.spec.containers[0].imagePolicy', 'extra'],
    ],
    ['null anywhere', { spec: { replicas: null, template: null } }, undefined, []],
    ['labels of any name', { metadata: { labels: { anything: 'x' } } }, undefined, []],
  ])('%s', async (_, value, error, unknown) => {
    const schema = (await schemaOf('apps', 'v1', 'Deployment'))!;
    const decoding = decodeBuiltin(value, schema);
    expect(decoding.error).toBe(error);
    expect(decoding.unknown).toEqual(unknown);
  });
});

it('a schema beside a reference is whole: it can be copied', async () => {
  const metadata = (await schemaOf('apps', 'v1', 'Deployment'))!.properties!.metadata!;
  const { value, unknown } = prune({ name: 'x', labels: { a: 'b' }, odd: 1 }, metadata);
  expect([value, unknown]).toEqual([{ name: 'x', labels: { a: 'b' } }, ['odd']]);
});

describe('a rule that calls what the engine lacks', () => {
  it.each([
    "self.replace('a', 'b') == 'b'",
    'isQuantity(self)',
    'quantity(self).isGreaterThan(quantity("1"))',
    'isIP(self)',
    'cidr(self).containsIP("10.0.0.1")',
    'semver(self).major() == 1',
    'format.dns1123Label().validate(self).hasValue()',
  ])('%s refuses nothing, for what it says is not known', async (rule) => {
    const schema: Schema = { type: 'string', 'x-kubernetes-validations': [{ rule }] };
    expect((await loadCelRuleChecker()).check('a', schema)).toEqual([]);
  });
});
