import { equalJson, isJsonObject } from '../json.ts';
import type { Json } from '../object.ts';
import { itemSchema, type Schema, subSchema } from '../schema.ts';
import { FieldSet, recursiveDifference, union } from './field-set.ts';
import { fieldElement, type PathElement } from './path-element.ts';
import { indexItems, type Shape, shapeOf } from './typed.ts';

/** What changed between two objects; no field is in two of the sets. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** Compares two objects field by field, as their schema divides them: structured-merge-diff typed/compare.go. */
export function compareFields(before: Json, after: Json, schema: Schema | undefined): Comparison {
  const walker = new Walker();
  walker.compare(before, after, schema, []);
  return walker;
}

/** The comparison without some fields and all below them. */
export function withoutFieldsOf(comparison: Comparison, ignored: FieldSet): Comparison {
  if (ignored.isEmpty) return comparison;
  const { added, modified, removed } = comparison;
  return {
    added: recursiveDifference(added, ignored),
    modified: recursiveDifference(modified, ignored),
    removed: recursiveDifference(removed, ignored),
  };
}

/** Fields that are new or other than they were. */
export const changedFields = (comparison: Comparison): FieldSet => union(comparison.modified, comparison.added);

type Path = readonly PathElement[];
type Value = Json | undefined;

interface Values {
  readonly before: Value;
  readonly after: Value;
}

class Walker implements Comparison {
  readonly added = new FieldSet();
  readonly modified = new FieldSet();
  readonly removed = new FieldSet();

  compare(before: Value, after: Value, schema: Schema | undefined, path: Path): void {
    // Objects share what did not change.
    if (before === after) return;
    const [left, right] = [shapeOf(before, schema), shapeOf(after, schema)];
    const values = { before, after };
    let isLeaf = false;
    if (after === undefined) isLeaf = this.#descend(left, values, schema, path);
    else if (before === undefined || left === right) isLeaf = this.#descend(right, values, schema, path);
    else {
      this.#descend(left, values, schema, path);
      isLeaf = this.#descend(right, values, schema, path);
    }
    if (isLeaf || path.length === 0) return;
    if (before === undefined) this.added.insert(path);
    else if (after === undefined) this.removed.insert(path);
  }

  /** Whether the value was taken as a whole. */
  #descend(shape: Shape, { before, after }: Values, schema: Schema | undefined, path: Path): boolean {
    if (shape === 'map') {
      const [left, right] = [mapOf(before), mapOf(after)];
      const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
      if (keys.size === 0) return this.#leaf(before, after, path);
      for (const key of keys) {
        const field = schema && subSchema(schema, key);
        this.compare(ownOf(left, key), ownOf(right, key), field, [...path, fieldElement(key)]);
      }
      return false;
    }
    if (shape === 'leaf') return this.#leaf(before, after, path);
    const [left, right] = [listOf(before), listOf(after)];
    if (left.length === 0 && right.length === 0) return this.#leaf(before, after, path);
    this.#compareItems(left, right, schema!, path);
    return false;
  }

  #leaf(before: Value, after: Value, path: Path): boolean {
    if (before === undefined) this.added.insert(path);
    else if (after === undefined) this.removed.insert(path);
    else if (!equalJson(before, after)) this.modified.insert(path);
    return true;
  }

  #compareItems(before: readonly Json[], after: readonly Json[], schema: Schema, path: Path): void {
    const [left, right] = [indexItems(before, schema), indexItems(after, schema)];
    for (const element of new Set([...left.keys(), ...right.keys()])) {
      const [old, next] = [left.get(element) ?? [], right.get(element) ?? []];
      const at = [...path, element];
      if (old.length <= 1 && next.length <= 1) this.compare(old[0], next[0], itemSchema(schema), at);
      else if (old.length >= 2 && next.length >= 2) {
        if (!equalJson(old, next)) this.modified.insert(at);
      } else if (old.length >= 2) {
        if (next.length > 0) this.compare(undefined, next[0], itemSchema(schema), at);
        this.removed.insert(at);
      } else {
        if (old.length > 0) this.compare(old[0], undefined, itemSchema(schema), at);
        this.added.insert(at);
      }
    }
  }
}

const none = {};

const mapOf = (value: Value): { readonly [key: string]: Json } => (isJsonObject(value) ? value : none);
const listOf = (value: Value): readonly Json[] => (Array.isArray(value) ? value : []);
const ownOf = (map: { readonly [key: string]: Json }, key: string): Value =>
  Object.hasOwn(map, key) ? map[key] : undefined;
