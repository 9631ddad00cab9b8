import { setField } from './copy.ts';
import { isJsonObject } from './json.ts';
import type { Json } from './object.ts';
import { itemSchema, type Schema, subSchema } from './schema.ts';

/**
 * The object with the defaults of its schema filled in and nulls that may not be there dropped; the same object when nothing is to
 * be done. apiextensions pkg/apiserver/schema/defaulting.
 */
export function applyDefaults(value: Json, schema: Schema): Json {
  if (Array.isArray(value)) return fillList(value, itemSchema(schema));
  return isJsonObject(value) ? fillObject(value, schema) : value;
}

function fillList(list: readonly Json[], schema: Schema | undefined): Json {
  if (!schema) return list;
  const items = list.map((item) => applyDefaults(instead(item, schema) ?? item, schema));
  return items.every((item, index) => item === list[index]) ? list : items;
}

function fillObject(object: { readonly [key: string]: Json }, schema: Schema): Json {
  let filled: Record<string, Json> | undefined;
  for (const key of Object.keys(object)) {
    const of = subSchema(schema, key);
    if (!of) continue;
    const value = object[key]!;
    const isGone = value === null && !of.nullable && of.default === undefined;
    const next = isGone ? null : applyDefaults(instead(value, of) ?? value, of);
    if (next === value && !isGone) continue;
    filled ??= { ...object };
    if (isGone) delete filled[key];
    else setField(filled, key, next);
  }
  for (const key in schema.properties) {
    const field = schema.properties[key]!;
    if (field.default === undefined || Object.hasOwn(filled ?? object, key)) continue;
    filled ??= { ...object };
    filled[key] = applyDefaults(field.default, field);
  }
  return filled ?? object;
}

/** The default of a null that may not be there. */
const instead = (value: Json, schema: Schema): Json | undefined =>
  value === null && !schema.nullable ? schema.default : undefined;

const objectFields = ['apiVersion', 'kind', 'metadata'];

/**
 * The object without fields its schema does not know, and the paths of those (`spec.foo`, sorted): apiextensions
 * pkg/apiserver/schema/pruning. The root and embedded objects keep apiVersion, kind and metadata.
 */
export function prune(value: Json, schema: Schema): { readonly value: Json; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const pruned = pruneValue(value, { ...schema, 'x-kubernetes-embedded-resource': true }, '', unknown);
  return { value: pruned, unknown: unknown.sort() };
}

function pruneValue(value: Json, schema: Schema | undefined, path: string, unknown: string[]): Json {
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      pruneValue(item as Json, schema && itemSchema(schema), `${path}[${index}]`, unknown),
    );
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  let left: Record<string, Json> | undefined;
  const keepsAll = schema?.['x-kubernetes-preserve-unknown-fields'] === true || schema?.additionalProperties === true;
  for (const key of Object.keys(value)) {
    if (schema?.['x-kubernetes-embedded-resource'] && objectFields.includes(key)) continue;
    const field = schema && subSchema(schema, key);
    const at = path === '' ? key : `${path}.${key}`;
    if (field) {
      const next = pruneValue(value[key]!, field, at, unknown);
      if (next === value[key]) continue;
      left ??= { ...value };
      setField(left, key, next);
    } else if (!keepsAll) {
      unknown.push(at);
      left ??= { ...value };
      delete left[key];
    }
  }
  return left ?? value;
}
