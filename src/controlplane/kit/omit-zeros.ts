const isZero = (field: unknown): boolean => field === 0 || field === '' || (Array.isArray(field) && field.length === 0);

/** Leaves out what Go's `omitempty` leaves out: zeros, empty texts and empty lists under the named keys. */
export function omitZeros<T extends object>(value: T, keys: readonly (keyof T)[]): T {
  const kept: Partial<T> = {};
  for (const key in value) if (!isZero(value[key]) || !keys.includes(key)) kept[key] = value[key];
  return kept as T;
}
