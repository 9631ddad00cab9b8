import type { Values } from '../charts/contract.ts';
import { setField } from '../kube/copy.ts';
import type { Json } from '../kube/object.ts';
import { printJson } from '../kube/wide-json.ts';

/**
 * Values given by a user laid over a chart's defaults, as Helm does (pkg/chart/common/util/coalesce.go): maps merge, everything else
 * replaces, and null takes a default away.
 */
export function coalesceValues(defaults: Values, given: Values): Values {
  const merged: Record<string, Json> = { ...defaults };
  for (const [key, value] of Object.entries(given)) {
    const known = ownValue(defaults, key);
    if (value === null) delete merged[key];
    else setField(merged, key, isMap(known) && isMap(value) ? coalesceValues(known, value) : withoutNulls(value));
  }
  return merged;
}

const withoutNulls = (value: Json): Json => (isMap(value) ? coalesceValues({}, value) : value);

/**
 * Paths of given values that a model does not know: those neither among the defaults it was written for, nor inside an `open` one, whose
 * content the chart passes on as it is. An empty default is open by itself.
 */
export function unknownValues(given: Values, defaults: Values, open: readonly string[], path = ''): string[] {
  return Object.entries(given).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const known = ownValue(defaults, key);
    if (known === undefined) return [at];
    if (open.includes(at) || !isMap(known) || !isMap(value) || Object.keys(known).length === 0) return [];
    return unknownValues(value, known, open, at);
  });
}

/** Those of the paths whose value is not the default. */
export const changedDefaults = (values: Values, defaults: Values, paths: readonly string[]): string[] =>
  paths.filter((path) => printJson(valueAt(values, path)) !== printJson(valueAt(defaults, path)));

/** Whether a value is a map. */
export const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a key, and never what every object inherits. */
const ownValue = (values: Values, key: string): Json | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

/** The value at a path, if it is there. */
export function valueAt(values: Values, path: string): Json | undefined {
  let at: Json | undefined = values;
  for (const step of path.split('.')) at = isMap(at) ? ownValue(at, step) : undefined;
  return at;
}

/** The map at a path; empty when there is none. */
export const mapAt = (values: Values, path: string): Values => {
  const value = valueAt(values, path);
  return isMap(value) ? value : {};
};

/** The list at a path; empty when there is none. */
export const listAt = (values: Values, path: string): readonly Json[] => {
  const value = valueAt(values, path);
  return Array.isArray(value) ? value : [];
};

/** The text of a scalar at a path, as a template prints it; empty when there is none. */
export const textAt = (values: Values, path: string): string => {
  const value = valueAt(values, path);
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
};

/** Whether a template takes the value at a path for true: not false, zero, empty or absent. */
export const isSet = (values: Values, path: string): boolean => isTrueInTemplate(valueAt(values, path));

/** What Go templates take for true (text/template, IsTrue). */
export function isTrueInTemplate(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** The part of an object that holds a value only when it is set: `{ key: value }` or nothing. */
export const withValue = (key: string, value: Json | undefined): Values =>
  value !== undefined && isTrueInTemplate(value) ? { [key]: value } : {};
