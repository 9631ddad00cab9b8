/** What a number, a truth value or the place of a field costs in memory, roughly. */
const word = 8;

/** Bytes a value holds in memory, roughly: letters and fields counted. */
export function roughSize(value: unknown): number {
  if (typeof value === 'string') return value.length + word;
  if (typeof value !== 'object' || value === null) return word;
  let size = word;
  if (Array.isArray(value)) for (const item of value) size += roughSize(item);
  else
    for (const key in value) size += key.length + roughSize((value as { readonly [key: string]: unknown })[key]) + word;
  return size;
}

/** How many values lie in each other at most before `isDeeper` says so. */
export function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (most === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, most - 1));
  for (const key in value) if (isDeeper((value as { readonly [key: string]: unknown })[key], most - 1)) return true;
  return false;
}
