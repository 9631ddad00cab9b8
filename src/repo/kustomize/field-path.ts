import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { groupOf, versionOf } from '../../kube/object.ts';

/** A path in the objects of some kinds (kustomize api/types/fieldspec.go): sequences on the way are passed through. */
export interface FieldSpec {
  readonly path: string;
  readonly create?: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

/** Whether a field spec is meant for objects like this one. */
export const appliesTo = (spec: Omit<FieldSpec, 'path'>, object: JsonObject): boolean =>
  (!spec.kind || spec.kind === object.kind) &&
  (!spec.group || spec.group === groupOf(String(object.apiVersion))) &&
  (!spec.version || spec.version === versionOf(String(object.apiVersion)));

/** Whether a field spec is meant for objects of a kind. */
export const coversKind = (spec: Omit<FieldSpec, 'path'>, id: Kind): boolean =>
  (!spec.kind || spec.kind === id.kind) &&
  (!spec.group || spec.group === id.group) &&
  (!spec.version || spec.version === id.version);

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const splitCache = new Map<string, readonly string[]>();

/** Parts of a `/`-separated path; `\/` is no separator. */
export function splitPath(path: string): readonly string[] {
  const known = splitCache.get(path);
  if (known) return known;
  const parts = path.split(/(?<!\\)\//).map((part) => part.replaceAll('\\/', '/'));
  splitCache.set(path, parts);
  return parts;
}

/** What becomes of the value at the end of a path; undefined when there was none and it is created. */
export type SetValue = (value: Json | undefined) => Json;

/**
 * Applies `set` at every place the path leads to and gives a new value, sharing what is unchanged.
 * Places that are not there are created (maps on the way) when `create` is given, else left alone
 * (kustomize api/filters/fieldspec/fieldspec.go).
 */
export function changeAt(value: Json, path: readonly string[], create: boolean, set: SetValue): Json {
  const [step, ...rest] = path;
  if (step === undefined) return set(value);
  if (value === null) return value;
  if (Array.isArray(value)) return shareList(value, (item) => changeAt(item, path, create, set));
  if (!isJsonObject(value)) throw new TypeError('expected sequence or mapping node');
  const field = step.endsWith('[]') ? step.slice(0, -2) : step;
  const may = create && field === step;
  const old = value[field];
  if (old === undefined || old === null) {
    if (!may) return old === null && rest.length === 0 ? share(value, field, set(null)) : value;
    return { ...value, [field]: rest.length === 0 ? set(undefined) : changeAt({}, rest, create, set) };
  }
  return share(value, field, changeAt(old, rest, create, set));
}

const share = (map: JsonObject, field: string, next: Json): JsonObject =>
  next === map[field] ? map : { ...map, [field]: next };

/** The list with every item mapped; the same list when no item changed. */
export function shareList(list: readonly Json[], map: (item: Json) => Json): readonly Json[] {
  let changed = false;
  const next = list.map((item) => {
    const mapped = map(item);
    changed ||= mapped !== item;
    return mapped;
  });
  return changed ? next : list;
}

/** Applies all field specs that are meant for the object. */
export function changeFields(object: JsonObject, specs: readonly FieldSpec[], set: SetValue): JsonObject {
  let result: Json = object;
  for (const spec of specs) {
    if (appliesTo(spec, object)) result = changeAt(result, splitPath(spec.path), spec.create === true, set);
  }
  return result as JsonObject;
}
