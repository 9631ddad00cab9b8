import { isJsonObject } from '../../../kube/json.ts';
import type { Json } from '../../../kube/object.ts';
import { itemSchema, type Schema, subSchema } from '../../../kube/schema.ts';

/**
 * The value as Go decodes it: a null field is not there, a null in a list is the empty value of its type. The same value when
 * it has no nulls. An empty map is not there either (`omitempty`).
 */
export function withoutNulls(value: Json, schema: Schema): Json {
  if (Array.isArray(value)) return cleanList(value, itemSchema(schema));
  return isJsonObject(value) ? cleanObject(value, schema) : value;
}

function cleanList(list: readonly Json[], items: Schema | undefined): Json {
  if (!items) return list;
  let result: Json[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index]!;
    const cleaned = item === null ? emptyOf(items) : withoutNulls(item, items);
    if (cleaned === item) continue;
    result ??= [...list];
    result[index] = cleaned;
  }
  return result ?? list;
}

function emptyOf({ type }: Schema): Json {
  if (type === 'object') return {};
  if (type === 'string') return '';
  return type === 'integer' || type === 'number' ? 0 : null;
}

const isMap = (schema: Schema | undefined): boolean => typeof schema?.additionalProperties === 'object';

function cleanObject(object: { readonly [key: string]: Json }, schema: Schema): Json {
  let result: Record<string, Json> | undefined;
  for (const key in object) {
    const value = object[key]!;
    const field = subSchema(schema, key);
    const named = schema.properties !== undefined && Object.hasOwn(schema.properties, key);
    const cleaned =
      value === null ? (field && !named ? emptyOf(field) : value) : field ? withoutNulls(value, field) : value;
    const emptied = named && isMap(field) && isJsonObject(cleaned) && Object.keys(cleaned).length === 0;
    const dropped = emptied || (value === null && named && field?.type !== undefined);
    if (cleaned === value && !dropped) continue;
    result ??= { ...object };
    if (dropped) delete result[key];
    else result[key] = cleaned;
  }
  return result ?? object;
}
