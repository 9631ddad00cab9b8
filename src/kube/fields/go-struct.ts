import { isJsonObject } from '../json.ts';
import type { Json } from '../object.ts';
import { itemSchema, type Schema, subSchema } from '../schema.ts';

const completed = new WeakMap<object, { readonly schema: Schema; readonly result: Json }>();

/**
 * The object as its Go struct holds it: struct fields that nobody set are there, empty. Who owns what depends on it
 * (`f:strategy` is no path of its own). The same object gives the same answer, so that unchanged parts stay shared.
 */
export function asGoStruct(value: Json, schema: Schema | undefined): Json {
  if (typeof value !== 'object' || value === null || !schema) return value;
  const known = completed.get(value);
  if (known?.schema === schema) return known.result;
  const result = Array.isArray(value) ? completeList(value, schema) : completeMap(value as Fields, schema);
  completed.set(value, { schema, result });
  return result;
}

type Fields = { readonly [key: string]: Json };

function completeList(list: readonly Json[], schema: Schema): Json {
  const items = list.map((item) => asGoStruct(item, itemSchema(schema)));
  return items.every((item, index) => item === list[index]) ? list : items;
}

function completeMap(map: Fields, schema: Schema): Json {
  let result: Record<string, Json> | undefined;
  for (const key of Object.keys(map)) {
    const field = asGoStruct(map[key]!, subSchema(schema, key));
    if (field === map[key]) continue;
    result ??= { ...map };
    result[key] = field;
  }
  for (const key in schema.properties) {
    const presence = schema.properties[key]!['x-go-presence'];
    if (!presence || Object.hasOwn(map, key)) continue;
    result ??= { ...map };
    result[key] = presence === 'null' ? null : emptyStruct(schema.properties[key]!);
  }
  return result ?? map;
}

const empties = new WeakMap<Schema, Json>();

/** A struct of which nothing is set. */
export function emptyStruct(schema: Schema): Json {
  const known = empties.get(schema);
  if (known !== undefined) return known;
  const result = completeMap({}, schema);
  empties.set(schema, result);
  return result;
}

/** The value without null fields, which the Go struct would leave out or the API server prune. */
export function withoutNullFields(value: Json, schema: Schema | undefined): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutNullFields(item as Json, schema && itemSchema(schema)));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  let result: Record<string, Json> | undefined;
  for (const key of Object.keys(value)) {
    const field = schema && subSchema(schema, key);
    const isDropped = value[key] === null && field !== undefined && field.nullable !== true;
    const next = isDropped ? null : withoutNullFields(value[key]!, field);
    if (next === value[key] && !isDropped) continue;
    result ??= { ...value };
    if (isDropped) delete result[key];
    else result[key] = next;
  }
  return result ?? value;
}
