import { compareText } from '../../core/finding.ts';
import type { Json } from '../object.ts';
import { parseJson, printJson } from '../wide-json.ts';

/**
 * One step of a field path, as a key of FieldsV1: `f:name` a field, `k:{"name":"a"}` a list item by its keys, `v:"x"` an item of a
 * set, `i:0` an item by index. structured-merge-diff fieldpath/serialize-pe.go.
 */
export type PathElement = string;

export const fieldElement = (name: string): PathElement => `f:${name}`;

export const valueElement = (value: Json): PathElement => `v:${printJson(value)}`;

/** The element of a list item known by keys; keys are sorted by name. */
export function keyElement(keys: readonly (readonly [string, Json])[]): PathElement {
  return `k:${printJson(Object.fromEntries(keys.toSorted(([a], [b]) => compareText(a, b))))}`;
}

/** The field's name, undefined when the element is none. */
export const fieldName = (element: PathElement): string | undefined =>
  element.startsWith('f:') ? element.slice(2) : undefined;

const kinds = 'fkvi';

/** Order of elements in upstream's sets: fields, keys, values, indices. */
export function compareElements(a: PathElement, b: PathElement): number {
  return kinds.indexOf(a[0]!) - kinds.indexOf(b[0]!) || compareText(a, b);
}

/** The element as messages print it: `.spec`, `[name="a"]`, `[="x"]`, `[0]`. */
export function printElement(element: PathElement): string {
  const body = element.slice(2);
  if (element.startsWith('f:')) return `.${body}`;
  if (element.startsWith('v:')) return `[=${body}]`;
  if (element.startsWith('i:')) return `[${body}]`;
  const keys = Object.entries(parseJson(body) as Record<string, Json>);
  return `[${keys.map(([name, value]) => `${name}=${printJson(value)}`).join(',')}]`;
}

/** A path as messages print it, e.g. `.spec.template.spec.containers[name="a"].image`. */
export const printPath = (path: readonly PathElement[]): string => path.map(printElement).join('');
