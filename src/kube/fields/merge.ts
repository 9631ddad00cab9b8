import { setField } from '../copy.ts';
import { isJsonObject } from '../json.ts';
import type { Json } from '../object.ts';
import { itemSchema, type Schema, subSchema } from '../schema.ts';
import type { PathElement } from './path-element.ts';
import { indexItems, shapeOf } from './typed.ts';

/** Merges an applied object into a live one, as their schema divides them: structured-merge-diff typed/merge.go. */
export function mergeFields(live: Json | undefined, applied: Json, schema: Schema | undefined): Json | undefined {
  return merge(live, applied, schema);
}

type Value = Json | undefined;

function merge(live: Value, applied: Value, schema: Schema | undefined): Value {
  if (applied === undefined) return live;
  if (live === undefined || live === applied) return applied;
  const shape = shapeOf(applied, schema);
  if (shape !== shapeOf(live, schema)) return applied;
  if (shape === 'map') return mergeMaps(live, applied, schema);
  return shape === 'list' ? mergeLists(listOf(live), listOf(applied), applied, schema!) : applied;
}

function mergeMaps(live: Json, applied: Json, schema: Schema | undefined): Value {
  const left = isJsonObject(live) ? live : {};
  const right = isJsonObject(applied) ? applied : {};
  if (Object.keys(left).length === 0 && Object.keys(right).length === 0) return applied;
  const merged: Record<string, Json> = { ...left };
  for (const key of Object.keys(right)) {
    const field = merge(Object.hasOwn(left, key) ? left[key] : undefined, right[key], schema && subSchema(schema, key));
    if (field === undefined) delete merged[key];
    else setField(merged, key, field);
  }
  return merged;
}

const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);

/** Applied items in the order they were applied; items only the live list has keep their place before what followed them. */
function mergeLists(live: readonly Json[], applied: readonly Json[], whole: Json, schema: Schema): Value {
  if (live.length === 0 && applied.length === 0) return whole;
  const left = indexItems(live, schema);
  const right = indexItems(applied, schema);
  const lefts = orderOf(live, left);
  const rights = [...right.keys()];
  const shared = rights.filter((element) => left.has(element));
  const done = new Set<PathElement>();
  const out: Json[] = [];
  const take = (element: PathElement) => {
    const old = left.get(element) ?? [];
    // Duplicates are not merged into.
    const item = merge(old.length === 1 ? old[0] : undefined, right.get(element)![0], itemSchema(schema));
    if (item !== undefined) out.push(item);
    done.add(element);
    if (shared[0] === element) shared.shift();
  };
  let [i, j] = [0, 0];
  while (i < lefts.length || j < rights.length) {
    const here = lefts[i];
    if (here && j < rights.length) {
      if (here.element === rights[j]) {
        take(here.element);
        i += 1;
        j += 1;
        continue;
      }
      if (right.has(here.element) && shared.length > 0 && shared[0] !== here.element) {
        i += 1;
        continue;
      }
    }
    if (here) {
      if (!right.has(here.element)) {
        out.push(here.item);
        i += 1;
        continue;
      }
      if (done.has(here.element)) i += 1;
    }
    if (j < rights.length) take(rights[j++]!);
  }
  return out.length > 0 ? out : undefined;
}

interface Placed {
  readonly element: PathElement;
  readonly item: Json;
}

/** Items of a list with their elements, duplicates included. */
function orderOf(list: readonly Json[], index: ReadonlyMap<PathElement, readonly Json[]>): readonly Placed[] {
  const elements = new Map<Json, PathElement>();
  for (const [element, items] of index) for (const item of items) elements.set(item, element);
  return list.flatMap((item) => {
    const element = elements.get(item);
    return element === undefined ? [] : [{ element, item }];
  });
}
