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
  let changed = false;
  for (const key in record) {
    const value = record[key];
    if (value !== undefined && withoutUndefined(value) === value) continue;
    changed = true;
    break;
  }
  return changed ? definedFields(record) : record;
}

/** A record anew, field by field: one that fields are deleted from would be slow to read ever after. */
function definedFields(record: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key in record) if (record[key] !== undefined) result[key] = withoutUndefined(record[key]);
  return result;
}
