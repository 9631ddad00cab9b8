import { isJsonObject } from '../json.ts';
import type { Json } from '../object.ts';
import { itemSchema, type Schema, subSchema } from '../schema.ts';
import { compareElements, fieldName, type PathElement } from './path-element.ts';

/** A set of field paths as a tree: structured-merge-diff fieldpath/set.go. Filled by `insert`, never changed once handed out. */
export class FieldSet {
  readonly members = new Set<PathElement>();
  readonly children = new Map<PathElement, FieldSet>();

  insert(path: readonly PathElement[]): this {
    let node: FieldSet = this;
    for (let i = 0; i < path.length - 1; i++) node = node.open(path[i]!);
    if (path.length > 0) node.members.add(path[path.length - 1]!);
    return this;
  }

  /** The set of paths below an element, made when there is none. */
  open(element: PathElement): FieldSet {
    let child = this.children.get(element);
    if (!child) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    return child;
  }

  get isEmpty(): boolean {
    if (this.members.size > 0) return false;
    for (const child of this.children.values()) if (!child.isEmpty) return false;
    return true;
  }

  /** All paths: those that end here first, each group in upstream's order. */
  paths(): readonly (readonly PathElement[])[] {
    const own = [...this.members].sort(compareElements).map((element) => [element]);
    const below = [...this.children.keys()].sort(compareElements).flatMap((element) =>
      this.children
        .get(element)!
        .paths()
        .map((path) => [element, ...path]),
    );
    return [...own, ...below];
  }
}

/** No fields at all. */
export const emptySet: FieldSet = new FieldSet();

/** Paths in either. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const set of [a, b]) for (const element of set.members) result.members.add(element);
  for (const element of new Set([...a.children.keys(), ...b.children.keys()])) {
    const [left, right] = [a.children.get(element), b.children.get(element)];
    result.children.set(element, left && right ? union(left, right) : (left ?? right)!);
  }
  return result;
}

/** Paths in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const element of a.members) if (b.members.has(element)) result.members.add(element);
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    const shared = other && intersection(child, other);
    if (shared && !shared.isEmpty) result.children.set(element, shared);
  }
  return result;
}

/** Paths of the first that are not in the second. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (b.members.size === 0 && b.children.size === 0) return a;
  const result = new FieldSet();
  for (const element of a.members) if (!b.members.has(element)) result.members.add(element);
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    const rest = other ? difference(child, other) : child;
    if (!rest.isEmpty) result.children.set(element, rest);
  }
  return result;
}

/** Paths of the first that are neither in the second nor below one of its paths. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const element of a.members) if (!b.members.has(element)) result.members.add(element);
  for (const [element, child] of a.children) {
    if (b.members.has(element)) continue;
    const other = b.children.get(element);
    const rest = other ? recursiveDifference(child, other) : child;
    if (!rest.isEmpty) result.children.set(element, rest);
  }
  return result;
}

/** The set with every named field of a struct that has something below it as a path of its own. */
export function withNamedFields(set: FieldSet, schema: Schema | undefined): FieldSet {
  const result = new FieldSet();
  for (const element of set.members) result.members.add(element);
  for (const [element, child] of set.children) {
    const name = fieldName(element);
    if (name !== undefined && schema?.properties && Object.hasOwn(schema.properties, name)) result.members.add(element);
    const below = schema && (name === undefined ? itemSchema(schema) : subSchema(schema, name));
    result.children.set(element, withNamedFields(child, below));
  }
  return result;
}

/** The set as FieldsV1 of a managedFields entry. */
export function toFieldsV1(set: FieldSet): { readonly [key: string]: Json } {
  const fields: Record<string, Json> = {};
  for (const element of [...new Set([...set.members, ...set.children.keys()])].sort(compareElements)) {
    const child = set.children.get(element);
    const below = child && !child.isEmpty ? toFieldsV1(child) : undefined;
    if (below && set.members.has(element)) fields[element] = { '.': {}, ...below };
    else if (below) fields[element] = below;
    else if (set.members.has(element)) fields[element] = {};
  }
  return fields;
}

/** The set of a managedFields entry. */
export function fromFieldsV1(fields: Json | undefined): FieldSet {
  const set = new FieldSet();
  if (!isJsonObject(fields)) return set;
  for (const element of Object.keys(fields)) {
    if (element === '.') continue;
    const below = fields[element]!;
    const keys = isJsonObject(below) ? Object.keys(below) : [];
    if (keys.length === 0 || keys.includes('.')) set.members.add(element);
    if (keys.some((key) => key !== '.')) set.children.set(element, fromFieldsV1(below));
  }
  return set;
}
