import { celName } from './cel-name.ts';
import type { Schema } from './schema.ts';

/** A type of an expression; `fields` are those of an object. */
export interface CelType {
  readonly kind: string;
  readonly of: readonly CelType[];
  readonly fields?: ReadonlyMap<string, Declared>;
}

/** What a schema declares to expressions: its type, and the sizes that an estimate goes by. */
export interface Declared {
  readonly type: CelType;
  readonly minSize: number;
  readonly maxElements: number;
  readonly key?: Declared;
  readonly element?: Declared;
}

/** k8s.io/apiserver pkg/apis/cel/config.go MaxRequestSizeBytes. */
const maxRequest = 3 * 1024 * 1024;

export const simpleType = (kind: string): CelType => ({ kind, of: [] });

const simple = (kind: string, minSize: number, maxElements = 0): Declared => ({
  type: simpleType(kind),
  minSize,
  maxElements,
});

/**
 * The declaration of a schema: k8s.io/apiserver pkg/cel/common/schemas.go SchemaDeclType; undefined for what expressions do not see.
 * `isRoot` for the root of a resource, or of one that is embedded.
 */
export function declareSchema(
  schema: Schema,
  isRoot = schema['x-kubernetes-embedded-resource'] ?? false,
): Declared | undefined {
  if (schema['x-kubernetes-int-or-string']) return simple('dyn', 1, lengthOf(schema, maxRequest - 2));
  switch (schema.type) {
    case 'array':
      return declareList(schema);
    case 'object':
      return declareObject(isRoot ? withMetadata(schema) : schema);
    case 'string':
      return declareString(schema);
    case 'boolean':
      return simple('bool', 4);
    case 'number':
      return simple('double', 1);
    case 'integer':
      return simple('int', 1);
    default:
      return undefined;
  }
}

/** A bound as a schema has it, which may be of any size, or nonsense that binds nothing. */
export function boundOf(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Math.max(0, Number(value));
  return Number.isFinite(value) ? Math.max(0, Math.trunc(value as number)) : undefined;
}

function lengthOf({ maxLength }: Schema, unbounded: number): number {
  const most = boundOf(maxLength);
  return most === undefined ? unbounded : most * 4;
}

function declareList({ items, maxItems }: Schema): Declared | undefined {
  const element = items && declareSchema(items);
  if (!element) return undefined;
  const most = boundOf(maxItems) ?? Math.floor((maxRequest - 2) / (element.minSize + 1));
  return { type: { kind: 'list', of: [element.type] }, minSize: 2, maxElements: most, element };
}

function declareObject(schema: Schema): Declared | undefined {
  const { additionalProperties: values, maxProperties } = schema;
  if (typeof values !== 'object') return declareFields(schema);
  const element = declareSchema(values);
  if (!element) return undefined;
  const most = boundOf(maxProperties) ?? Math.floor((maxRequest - 2) / (element.minSize + 6));
  const key = simple('string', 2);
  return { type: { kind: 'map', of: [key.type, element.type] }, minSize: 2, maxElements: most, key, element };
}

function declareFields({ properties = {}, required = [] }: Schema): Declared {
  const fields = new Map<string, Declared>();
  let minSize = 2;
  for (const [name, property] of Object.entries(properties)) {
    const field = declareSchema(property);
    if (!field) continue;
    const escaped = celName(name);
    if (escaped !== undefined) fields.set(escaped, field);
    if (isIn(required, name) && (property.default ?? null) === null) {
      minSize += Buffer.byteLength(name) + field.minSize + 4;
    }
  }
  return { type: { kind: 'object', of: [], fields }, minSize, maxElements: 0 };
}

const isIn = (list: unknown, name: string): boolean => Array.isArray(list) && list.includes(name);

function declareString(schema: Schema): Declared {
  switch (schema.format) {
    case 'byte':
      return simple('bytes', 2, boundOf(schema.maxLength) ?? maxRequest - 2);
    case 'duration':
      return simple('duration', 3, 32);
    case 'date':
      return simple('timestamp', 12, 12);
    case 'date-time':
      return simple('timestamp', 21, 32);
    default:
      return simple('string', 2, lengthOf(schema, unboundedLength(schema)));
  }
}

function unboundedLength({ enum: values }: Schema): number {
  if (!Array.isArray(values) || values.length === 0) return maxRequest - 2;
  return Math.max(0, ...values.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0)));
}

/** What the root of every resource has: apiextensions-apiserver pkg/apiserver/schema/cel/model/schemas.go WithTypeAndObjectMeta. */
function withMetadata(schema: Schema): Schema {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const inner = metadata?.type === 'object' ? metadata.properties : undefined;
  const isThere = [kind, apiVersion, inner?.name, inner?.generateName].every((field) => field?.type === 'string');
  if (isThere) return schema;
  const text: Schema = { type: 'string' };
  const named: Schema = { type: 'object', properties: { name: text, generateName: text } };
  return { ...schema, properties: { ...schema.properties, kind: text, apiVersion: text, metadata: named } };
}

/** How often such data may stand in one request: cel/compilation.go maxCardinality. */
export const maxCardinality = ({ minSize }: Declared): bigint => BigInt(Math.floor(maxRequest / (minSize + 1)));
