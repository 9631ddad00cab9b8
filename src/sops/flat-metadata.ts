import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';

/** The fields of a block as one level of names and texts, in their order (sops/stores/flatten.go). */
export const flattenFields = (fields: JsonObject): readonly (readonly [name: string, text: string])[] =>
  Object.entries(fields).flatMap(([name, value]) => flatten(value, name));

function flatten(value: Json, name: string): (readonly [name: string, text: string])[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => flatten(item, `${name}__list_${i}`));
  if (!isJsonObject(value)) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${name}__map_${key}`));
}

/** A block of flattened names, as it was before. */
export function unflattenFields(flat: readonly (readonly [name: string, text: string])[]): Json {
  const block: Record<string, Json> = {};
  for (const [name, text] of flat) place(block, name, text);
  return listed(block);
}

/** Puts a text where its flattened name says; lists are maps by number until all is there. */
function place(root: Record<string, Json>, name: string, text: string): void {
  const steps = name.split(/__(?:map|list)_/);
  let at: Record<string, Json> = root;
  for (const step of steps.slice(0, -1)) {
    const next = at[step];
    const inner: Record<string, Json> = isJsonObject(next) ? (next as Record<string, Json>) : {};
    Object.defineProperty(at, step, { value: inner, enumerable: true, writable: true, configurable: true });
    at = inner;
  }
  Object.defineProperty(at, steps.at(-1)!, { value: text, enumerable: true, writable: true, configurable: true });
}

function listed(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value as JsonObject).map(([key, inner]) => [key, listed(inner)] as const);
  return entries.length > 0 && entries.every(([key], i) => key === String(i))
    ? entries.map(([, inner]) => inner)
    : Object.fromEntries(entries);
}
