import { isJsonObject } from './json.ts';
import type { Json } from './object.ts';

/** What an item is known by: its merge key, or itself when there is none. */
const identity = (item: Json, mergeKey: string): Json | undefined =>
  mergeKey === '' ? item : isJsonObject(item) ? item[mergeKey] : undefined;

const indexIn = (list: readonly Json[], item: Json, mergeKey: string): number => {
  const wanted = identity(item, mergeKey);
  return list.findIndex((each) => identity(each, mergeKey) === wanted);
};

/** Splits items by whether a list of theirs has them. */
export function partition(
  items: readonly Json[],
  list: readonly Json[],
  mergeKey: string,
): { readonly listed: readonly Json[]; readonly others: readonly Json[] } {
  const listed: Json[] = [];
  const others: Json[] = [];
  for (const item of items) (indexIn(list, item, mergeKey) < 0 ? others : listed).push(item);
  return { listed, others };
}

/**
 * Puts items of a patch (in the order the patch gives) and items only the server has (in the order they have there) into one
 * list; where both have a place on the server, that decides. apimachinery strategicpatch normalizeElementOrder.
 */
export function enforceOrder(
  patched: readonly Json[],
  serverOnly: readonly Json[],
  patchOrder: readonly Json[],
  serverOrder: readonly Json[],
  mergeKey: string,
): readonly Json[] {
  const right = sortBy(patched, patchOrder, mergeKey);
  const left = sortBy(serverOnly, serverOrder, mergeKey);
  const merged: Json[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const here = indexIn(serverOrder, left[i]!, mergeKey);
    const there = indexIn(serverOrder, right[j]!, mergeKey);
    merged.push(here >= 0 && there >= 0 && here < there ? left[i++]! : right[j++]!);
  }
  return [...merged, ...right.slice(j), ...left.slice(i)];
}

const sortBy = (items: readonly Json[], order: readonly Json[], mergeKey: string): readonly Json[] =>
  items.toSorted((a, b) => indexIn(order, a, mergeKey) - indexIn(order, b, mergeKey));
