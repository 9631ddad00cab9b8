import { canonicalText, isJsonObject } from './json.ts';
import type { Json } from './object.ts';
import { itemSchema, type Schema, subSchema } from './schema.ts';
import { duplicateFault, invalidFault, type SchemaFault } from './schema-fault.ts';

/** Duplicates in lists of type set and map: apiextensions pkg/apiserver/schema/listtype/validation.go. */
export function listFaults(value: Json, schema: Schema, path = ''): readonly SchemaFault[] {
  if (Array.isArray(value)) {
    const type = schema['x-kubernetes-list-type'];
    const own = type === 'set' ? setFaults(value, path) : type === 'map' ? mapFaults(value, schema, path) : [];
    const items = itemSchema(schema);
    const below = items ? value.flatMap((item, index) => listFaults(item as Json, items, `${path}[${index}]`)) : [];
    return [...own, ...below];
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const of = typeof field === 'object' ? subSchema(schema, key) : undefined;
    if (!of) return [];
    const isNamed = schema.properties && Object.hasOwn(schema.properties, key);
    return listFaults(field, of, isNamed ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`);
  });
}

/** The second of equal items is reported, once. */
function repeated(items: readonly Json[]): readonly number[] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const text = canonicalText(item);
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return before === 1 ? [index] : [];
  });
}

const setFaults = (list: readonly Json[], path: string): readonly SchemaFault[] =>
  repeated(list).map((index) => duplicateFault(`${path}[${index}]`, list[index]));

function mapFaults(list: readonly Json[], schema: Schema, path: string): readonly SchemaFault[] {
  const odd = list.findIndex((item) => item !== null && !isJsonObject(item));
  if (odd >= 0) {
    return [invalidFault(`${path}[${odd}]`, list[odd], 'must be an object for an array of list-type map')];
  }
  const names = schema['x-kubernetes-list-map-keys'] ?? [];
  const keys = list.map((item) => {
    const fields = isJsonObject(item) ? item : {};
    return Object.fromEntries(names.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, fields[name]!]));
  });
  return repeated(keys).map((index) => duplicateFault(`${path}[${index}]`, keys[index]));
}
