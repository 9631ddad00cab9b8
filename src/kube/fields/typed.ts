import { isJsonObject } from '../json.ts';
import type { Json } from '../object.ts';
import { itemSchema, keepsUnknown, type Schema } from '../schema.ts';
import { keyElement, type PathElement, printElement, valueElement } from './path-element.ts';

/** How a value takes part in ownership: as a whole, or by its fields or items. structured-merge-diff typed/helpers.go. */
export type Shape = 'leaf' | 'list' | 'map';

/** The shape of a value under a schema; where nothing is known, lists are taken whole and objects by their fields. */
export function shapeOf(value: Json | undefined, schema: Schema | undefined): Shape {
  if (Array.isArray(value)) return isAssociative(schema) ? 'list' : 'leaf';
  if (isJsonObject(value)) return schema?.['x-kubernetes-map-type'] === 'atomic' ? 'leaf' : 'map';
  if (value !== null || !schema) return 'leaf';
  if (schema.type === 'object') return schema['x-kubernetes-map-type'] === 'atomic' ? 'leaf' : 'map';
  return isAssociative(schema) ? 'list' : 'leaf';
}

const isAssociative = (schema: Schema | undefined): boolean =>
  schema?.['x-kubernetes-list-type'] === 'map' || schema?.['x-kubernetes-list-type'] === 'set';

/** What an item of an associative list is known by; the reason when it cannot be told. */
export function itemElement(item: Json, list: Schema): PathElement | { readonly error: string } {
  if (list['x-kubernetes-list-type'] === 'set') return setElement(item);
  if (item === null) return { error: 'associative list with keys may not have a null element' };
  if (!isJsonObject(item)) return { error: 'associative list with keys may not have non-map elements' };
  const names = list['x-kubernetes-list-map-keys'] ?? [];
  const keys: (readonly [string, Json])[] = [];
  for (const name of names) {
    const value = item[name] ?? itemSchema(list)?.properties?.[name]?.default;
    if (value !== undefined) keys.push([name, value]);
  }
  if (keys.length > 0) return keyElement(keys);
  const printed = names.map((name) => JSON.stringify(name)).join(' ');
  const text = `associative list with keys has an element that omits all key fields [${printed}]`;
  return { error: `${text} (and doesn't have default values for any key fields)` };
}

function setElement(item: Json): PathElement | { readonly error: string } {
  if (item === null) return { error: "associative list without keys has an element that's an explicit null" };
  if (Array.isArray(item)) return { error: 'not supported: associative list with lists as elements' };
  if (isJsonObject(item)) return { error: "associative list without keys has an element that's a map type" };
  return valueElement(item);
}

/** The items of a list by their elements, in order; items that cannot be told are left out. */
export function indexItems(list: readonly Json[], schema: Schema): ReadonlyMap<PathElement, readonly Json[]> {
  const index = new Map<PathElement, Json[]>();
  for (const item of list) {
    const element = itemElement(item, schema);
    if (typeof element !== 'string') continue;
    const known = index.get(element);
    if (known) known.push(item);
    else index.set(element, [item]);
  }
  return index;
}

/** Faults of an object as typed by its schema, as `path: message`: undeclared fields, items that cannot be told apart. */
export function typingFaults(value: Json, schema: Schema | undefined, allowDuplicates: boolean): readonly string[] {
  const faults: string[] = [];
  const visit = (node: Json, of: Schema | undefined, path: string): void => {
    if (!of) return;
    if (Array.isArray(node)) visitList(node, of, path);
    else if (isJsonObject(node)) {
      for (const [key, child] of Object.entries(node)) {
        const known = of.properties && Object.hasOwn(of.properties, key) ? of.properties[key] : undefined;
        const other = typeof of.additionalProperties === 'object' ? of.additionalProperties : undefined;
        if (known ?? other) visit(child, known ?? other, `${path}.${key}`);
        else if (!keepsUnknown(of) && of.type === 'object') faults.push(`${path}.${key}: field not declared in schema`);
      }
    }
  };
  const visitList = (list: readonly Json[], of: Schema, path: string): void => {
    const seen = new Set<string>();
    for (const [index, item] of list.entries()) {
      const element = isAssociative(of) ? itemElement(item, of) : `i:${index}`;
      if (typeof element !== 'string') {
        faults.push(`${path}: element ${index}: ${element.error}`);
        continue;
      }
      if (seen.has(element) && !allowDuplicates)
        faults.push(`${path}: duplicate entries for key ${printElement(element)}`);
      seen.add(element);
      visit(item, itemSchema(of), `${path}${printElement(element)}`);
    }
  };
  visit(value, schema, '');
  return faults;
}
