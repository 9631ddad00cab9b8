import { setField } from './copy.ts';
import type { Json } from './object.ts';

/** A JSON object, never changed in place. */
export type JsonObject = { readonly [key: string]: Json };

/** Whether a value is a JSON object: neither scalar, null nor list. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two JSON values are equal; order of fields does not matter, a field that is undefined counts as absent. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  }
  return !Array.isArray(b) && equalObjects(a as Record<string, unknown>, b as Record<string, unknown>);
}

function equalObjects(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let fields = 0;
  for (const key in a) {
    if (a[key] === undefined) continue;
    if (!equalJson(a[key], b[key])) return false;
    fields += 1;
  }
  for (const key in b) if (b[key] !== undefined) fields -= 1;
  return fields === 0;
}

/** The value as Go prints it with %v: `map[a:1 b:[x y]]`, keys sorted. */
export function printGoValue(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printGoValue).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const fields = Object.keys(value).sort();
  return `map[${fields.map((key) => `${key}:${printGoValue(value[key])}`).join(' ')}]`;
}

/** The object without some of its fields; the same object when it has none of them. */
export function withoutFields<T extends object>(object: T, fields: readonly string[]): T {
  if (!fields.some((field) => Object.hasOwn(object, field))) return object;
  const rest: Record<string, unknown> = {};
  for (const key in object) if (!fields.includes(key)) setField(rest, key, object[key]);
  return rest as T;
}

/** A text that is the same for equal values, whatever the order of their fields, and for no others. */
export function canonicalText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item as Json)).join()}]`;
  if (!isJsonObject(value)) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key]!)}`).join()}}`;
}
