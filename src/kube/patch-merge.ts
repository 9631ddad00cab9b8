import { setField } from './copy.ts';
import { isJsonObject } from './json.ts';
import type { Json } from './object.ts';

/**
 * Applies a JSON merge patch (RFC 7386): null removes, objects merge, all else replaces. Neither argument is changed.
 * Like the API server's evanphx/json-patch it also drops nulls from objects inside new lists.
 */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (Array.isArray(patch) && !isJsonObject(target)) return patch.map((item) => withoutNulls(item as Json));
  if (!isJsonObject(patch)) return patch;
  const merged: Record<string, Json> = isJsonObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key]!;
    if (value === null) delete merged[key];
    else setField(merged, key, applyMergePatch(Object.hasOwn(merged, key) ? merged[key] : undefined, value));
  }
  return merged;
}

/** The value without null fields at any depth; nulls as items of a list stay. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item as Json));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(entries.map(([key, field]) => [key, withoutNulls(field)]));
}
