/** Leaves out what Go's `omitempty` leaves out: zeros, empty texts and empty lists under the named keys. */
export function omitZeros<T extends object>(value: T, keys: readonly (keyof T)[]): T {
  const kept = { ...value };
  for (const key of keys) {
    const field = kept[key] as unknown;
    if (field === 0 || field === '' || (Array.isArray(field) && field.length === 0)) delete kept[key];
  }
  return kept;
}
