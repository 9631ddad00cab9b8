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
