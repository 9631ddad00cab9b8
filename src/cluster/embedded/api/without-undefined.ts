/** The value without fields that are undefined; the same value when there are none. */
export function withoutUndefined<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  return (Array.isArray(value) ? cleanList(value) : cleanRecord(value as Record<string, unknown>)) as T;
}

function cleanList(list: readonly unknown[]): readonly unknown[] {
  let result: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const cleaned = withoutUndefined(list[index]);
    if (cleaned === list[index]) continue;
    result ??= [...list];
    result[index] = cleaned;
  }
  return result ?? list;
}

function cleanRecord(record: Record<string, unknown>): Record<string, unknown> {
  let result: Record<string, unknown> | undefined;
  for (const key in record) {
    const value = record[key];
    const cleaned = withoutUndefined(value);
    if (cleaned === value && value !== undefined) continue;
    result ??= { ...record };
    if (cleaned === undefined) delete result[key];
    else result[key] = cleaned;
  }
  return result ?? record;
}
