import { setField } from '../../../kube/copy.ts';

type Draft = Record<string, unknown>;
type Known = { readonly [key: string]: unknown };

/**
 * The value without fields that are undefined; the same value when there are none. What is the same in `known`, of which it is known that
 * it has none, is not looked into.
 */
export function withoutUndefined<T>(value: T, known?: unknown): T {
  if (typeof value !== 'object' || value === null || value === known) return value;
  if (Array.isArray(value)) return cleanList(value, Array.isArray(known) ? known : nothing) as T;
  const other = typeof known === 'object' && known !== null ? (known as Known) : none;
  return cleanRecord(value as Draft, other) as T;
}

const nothing: readonly unknown[] = [];
const none: Known = {};

function cleanList(list: readonly unknown[], known: readonly unknown[]): readonly unknown[] {
  let result: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const cleaned = withoutUndefined(list[index], known[index]);
    if (cleaned === list[index]) continue;
    result ??= [...list];
    result[index] = cleaned;
  }
  return result ?? list;
}

function cleanRecord(record: Draft, known: Known): Draft {
  for (const key in record) {
    const value = record[key];
    if (value !== undefined && withoutUndefined(value, known[key]) === value) continue;
    return definedFields(record, known);
  }
  return record;
}

/** A record anew, field by field: one that fields are deleted from would be slow to read ever after. */
function definedFields(record: Draft, known: Known): Draft {
  const result: Draft = {};
  for (const key in record) {
    if (record[key] !== undefined) setField(result, key, withoutUndefined(record[key], known[key]));
  }
  return result;
}
