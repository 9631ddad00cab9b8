import { isJsonObject } from './json.ts';
import type { Json } from './object.ts';

/** What an item is known by: its merge key, or itself when there is none. */
const identity = (item: Json, mergeKey: string): Json | undefined =>
  mergeKey === '' ? item : isJsonObject(item) ? item[mergeKey] : undefined;

/** The first place of each item of a list, by what items are known by. */
function placesIn(list: readonly Json[], mergeKey: string): ReadonlyMap<Json | undefined, number> {
  const places = new Map<Json | undefined, number>();
  list.forEach((item, place) => {
    const known = identity(item, mergeKey);
    if (!places.has(known)) places.set(known, place);
  });
  return places;
}

/** Items that a list has, and those it has not. */
export interface Partition {
  readonly listed: readonly Json[];
  readonly others: readonly Json[];
}

/** Splits items by whether a list of theirs has them. */
export function partition(items: readonly Json[], list: readonly Json[], mergeKey: string): Partition {
  const listed: Json[] = [];
  const others: Json[] = [];
  const places = placesIn(list, mergeKey);
  for (const item of items) (places.has(identity(item, mergeKey)) ? listed : others).push(item);
  return { listed, others };
}

/**
 * Puts items of a patch (in the order the patch gives) and items only the server has (in the order they have there) into one
 * list; where both have a place on the server, that decides. apimachinery strategicpatch normalizeElementOrder.
 */
export function enforceOrder(
  { listed: patched, others: serverOnly }: Partition,
  order: { readonly patch: readonly Json[]; readonly server: readonly Json[] },
  mergeKey: string,
): readonly Json[] {
  const right = sortBy(patched, order.patch, mergeKey);
  const left = sortBy(serverOnly, order.server, mergeKey);
  const places = placesIn(order.server, mergeKey);
  const placeOf = (item: Json): number => places.get(identity(item, mergeKey)) ?? -1;
  const merged: Json[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const here = placeOf(left[i]!);
    const there = placeOf(right[j]!);
    merged.push(here >= 0 && there >= 0 && here < there ? left[i++]! : right[j++]!);
  }
  return [...merged, ...right.slice(j), ...left.slice(i)];
}

function sortBy(items: readonly Json[], order: readonly Json[], mergeKey: string): readonly Json[] {
  const places = placesIn(order, mergeKey);
  const placeOf = (item: Json): number => places.get(identity(item, mergeKey)) ?? -1;
  return items.toSorted((a, b) => placeOf(a) - placeOf(b));
}
