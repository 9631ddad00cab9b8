import { describe, expect, test } from 'vitest';
import { kubernetesTypes } from './kubernetes-types.ts';
import { printType, type TypeNames, type TypeSchema } from './print-type.ts';

const names: TypeNames = {
  nameOf: (_, path) => (path === 'Barn.spec.owner' ? 'Owner' : undefined),
  isRequired: (schema, field) => schema.required?.includes(field) ?? false,
};

describe('the type of a schema', () => {
  test.each<[what: string, schema: TypeSchema, type: string]>([
    ['a text', { type: 'string', format: 'date-time' }, 'string'],
    ['a number', { type: 'integer', format: 'int64' }, 'number'],
    ['values, without the unset one', { type: 'string', enum: ['In', '', "isn't"] }, "'In' | 'isn\\'t'"],
    ['a list of values', { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
    [
      'a list of lists',
      { type: 'array', items: { type: 'array', items: { type: 'string' } } },
      'readonly (readonly string[])[]',
    ],
    ['a map', { type: 'object', additionalProperties: { type: 'boolean' } }, 'Readonly<Record<string, boolean>>'],
    ['a number or a text', { 'x-kubernetes-int-or-string': true }, 'IntOrString'],
    ['an open object', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, 'JsonFields'],
    ['anything', { 'x-kubernetes-preserve-unknown-fields': true }, 'Json'],
  ])('%s', (_, schema, type) => {
    expect(printType(schema, 'Barn.spec', names)).toBe(type);
  });

  test('an object: fields that are asked for, fields that may be, fields with a name, and names no identifier can have', () => {
    const cow: TypeSchema = { type: 'object', properties: { name: { type: 'string' } } };
    const schema: TypeSchema = {
      type: 'object',
      required: ['cows'],
      properties: { cows: { type: 'array', items: cow }, owner: { type: 'object' }, 'x-red': { type: 'boolean' } },
    };
    expect(printType(schema, 'Barn.spec', names)).toBe(`{
  readonly cows: readonly {
    readonly name?: string;
  }[];
  readonly owner?: Owner;
  readonly 'x-red'?: boolean;
}`);
  });
});

describe('the types of the built-in kinds', () => {
  const files = kubernetesTypes();

  test.each([
    ['core', 'export type Pod = KubeObject & {\n  readonly spec: PodSpec;\n  readonly status?: PodStatus;\n};'],
    ['core', "export type Protocol = 'TCP' | 'UDP' | 'SCTP';"],
    ['core', 'readonly lastTimestamp?: string | null;'],
    ['networking', 'readonly pathType: PathType;'],
    ['discovery', 'readonly protocol?: Protocol;'],
    ['apps', "import type { Condition, JsonFields, KubeObject } from '../object.ts';"],
  ])('%s.ts has %s', (group, text) => {
    expect(files.get(`src/kube/types/${group}.ts`)).toContain(text);
  });
});
