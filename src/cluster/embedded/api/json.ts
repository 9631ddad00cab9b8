/** Whether two JSON values are equal; a field that is undefined counts as absent, order of fields does not matter. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  }
  if (Array.isArray(b)) return false;
  return equalRecords(a as Record<string, unknown>, b as Record<string, unknown>);
}

function equalRecords(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let shared = 0;
  for (const key in a) {
    if (a[key] === undefined) continue;
    if (!equalJson(a[key], b[key])) return false;
    shared++;
  }
  for (const key in b) {
    if (b[key] !== undefined) shared--;
  }
  return shared === 0;
}

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
