import { equalJson, isJsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { isSealed } from '../../kube/sealed.ts';

/** A field that differs; a side that has none is undefined. */
export interface ChangedField {
  /** `spec.template.spec.containers[app].image`: items of a list by their names where they have any. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** The fields in which two values differ, the smallest that tell it. What is encrypted on both sides counts as the same. */
export function changedFields(before: Json | undefined, after: Json | undefined, path = ''): readonly ChangedField[] {
  if (equalJson(before, after) || isSealedTwice(before, after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => changedFields(before[key], after[key], joined(path, key)));
  }
  const [old, now] = [namedItems(before), namedItems(after)];
  if (old && now) {
    const names = [...new Set([...old.keys(), ...now.keys()])];
    const fields = names.flatMap((name) => changedFields(old.get(name), now.get(name), `${path}[${name}]`));
    return fields.length > 0 ? fields : [{ path, before, after }];
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && !before.some(isScalar))
    return before.flatMap((item, i) => changedFields(item as Json, after[i] as Json, `${path}[${i}]`));
  return [{ path, before, after }];
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** A value that was encrypted anew, which says nothing of the value. */
export const isSealedTwice = (before: Json | undefined, after: Json | undefined): boolean =>
  isSealedValue(before) && isSealedValue(after);

const isSealedValue = (value: Json | undefined): boolean =>
  typeof value === 'string' && (isSealed(value) || isSealed(Buffer.from(value, 'base64').toString('latin1')));

const joined = (path: string, key: string): string => {
  if (!/^[\w-]+$/.test(key)) return `${path}["${key}"]`;
  return path === '' ? key : `${path}.${key}`;
};

/** Items of a list by name; undefined where they have none, or share one. */
function namedItems(value: Json | undefined): ReadonlyMap<string, Json> | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const list = value as readonly Json[];
  const named = list.map((item): [string, Json] => [isJsonObject(item) ? String(item.name ?? '') : '', item]);
  const items = new Map(named);
  return items.has('') || items.size < list.length ? undefined : items;
}
