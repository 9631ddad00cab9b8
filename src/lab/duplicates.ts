/** Items that repeat a key of an earlier one: the key, their index, and the index of the first that has it. */
export function duplicates<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): { readonly key: string; readonly index: number; readonly first: number }[] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) =>
    [...new Set(keysOf(item))].flatMap((key) => {
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index);
      return first === undefined ? [] : [{ key, index, first }];
    }),
  );
}
