import { copyOf, withField } from '../../../../kube/copy.ts';

/** A record of which nothing more is known. */
export type Fields = { readonly [field: string]: unknown };

/** The record with what it lacks filled in; the same record when it lacks nothing. */
export function fill<T extends object>(record: T | undefined, defaults: Fields): T {
  if (record === undefined || record === null) return defaults as T;
  let result: Record<string, unknown> | undefined;
  for (const field in defaults) {
    if ((record as Fields)[field] !== undefined && (record as Fields)[field] !== null) continue;
    result ??= copyOf(record as Record<string, unknown>);
    result[field] = defaults[field];
  }
  return (result as T | undefined) ?? record;
}

/** The record with one field changed; the same record when the change is none. A field that is absent is left alone. */
export function change<T extends object>(record: T, field: string, by: (value: never) => unknown): T {
  const value = (record as Fields)[field];
  if (value === undefined || value === null) return record;
  const changed = by(value as never);
  return changed === value ? record : withField(record, field, changed);
}

/** The list with every item changed; the same list when nothing changed. */
export function each<T>(list: readonly T[], by: (item: T) => T): readonly T[] {
  let result: T[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const changed = by(list[index]!);
    if (changed === list[index]) continue;
    result ??= [...list];
    result[index] = changed;
  }
  return result ?? list;
}

/** A change of every item of a list, for use with {@link change}. */
export const eachBy =
  <T>(by: (item: T) => T) =>
  (list: readonly T[]): readonly T[] =>
    Array.isArray(list) ? each(list, by) : list;
