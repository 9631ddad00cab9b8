import { setField } from './copy.ts';
import { equalJson, isJsonObject, type JsonObject, printGoValue, withoutFields } from './json.ts';
import type { Json } from './object.ts';
import type { PatchResult } from './patch-json.ts';
import { KeySet } from './patch-keys.ts';
import { withoutNulls } from './patch-merge.ts';
import { enforceOrder, partition } from './patch-order.ts';
import { itemSchema, type Schema, subSchema } from './schema.ts';

const marker = '$patch';
const retainKeys = '$retainKeys';
const orderPrefix = '$setElementOrder/';
const deletePrefix = '$deleteFromPrimitiveList/';

class Refused extends Error {}
/** A patch that is wrong in itself: the client's fault; whatever else goes wrong, upstream tells as it is (interpretStrategicMergePatchError). */
class BadPatch extends Refused {}

/**
 * Applies a strategic merge patch: lists merge by the keys the schema names, `$patch`, `$retainKeys`, `$setElementOrder` and
 * `$deleteFromPrimitiveList` are obeyed. Semantics of apimachinery pkg/util/strategicpatch/patch.go. Nothing is changed in place.
 */
export function applyStrategicPatch(original: Json, patch: Json, schema: Schema): PatchResult {
  try {
    return { value: mergeMap(asMap(original), asMap(patch), schema) };
  } catch (thrown) {
    if (thrown instanceof Refused) return { error: thrown.message, code: thrown instanceof BadPatch ? 400 : 500 };
    throw thrown;
  }
}

function asMap(value: Json): JsonObject {
  if (isJsonObject(value)) return value;
  throw new BadPatch('invalid JSON document');
}

function mergeMap(original: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  if (Object.hasOwn(patch, marker)) return obeyMarker(patch);
  const merged: Record<string, Json> = { ...retained(original, patch) };
  const done = mergeOrdered(merged, patch, schema);
  for (const name of Object.keys(patch)) {
    if (name === retainKeys || name.startsWith(orderPrefix) || done.has(name)) continue;
    mergeField(merged, name, patch[name]!, schema);
  }
  return merged;
}

function obeyMarker(patch: JsonObject): JsonObject {
  if (patch[marker] === 'replace') return withoutFields(patch, [marker]);
  if (patch[marker] === 'delete') return {};
  throw new Refused(`unknown patch type: ${printGoValue(patch[marker])} in map: ${printGoValue(patch)}`);
}

/** Merges a field of the patch; its name may say that what it lists is to be deleted. */
function mergeField(merged: Record<string, Json>, name: string, value: Json, schema: Schema | undefined): void {
  const isDeletion = name.startsWith(deletePrefix);
  const key = isDeletion ? name.slice(deletePrefix.length) : name;
  if (value === null) {
    delete merged[key];
    return;
  }
  const current = Object.hasOwn(merged, key) ? merged[key] : undefined;
  if (current !== undefined && isJsonObject(current) && isJsonObject(value)) {
    setField(merged, key, mergeMapField(current, value, fieldSchema(schema, key)));
  } else if (Array.isArray(current) && Array.isArray(value)) {
    setField(merged, key, mergeList(current, value, fieldSchema(schema, key), isDeletion));
  } else if (!isDeletion) {
    const taken = withoutDirectives(withoutNulls(value));
    if (taken === undefined) delete merged[key];
    else setField(merged, key, taken);
  }
}

function mergeMapField(current: JsonObject, value: JsonObject, schema: Schema | undefined): Json {
  return strategies(schema).includes('replace') ? value : mergeMap(current, value, schema);
}

const fieldSchema = (schema: Schema | undefined, key: string): Schema | undefined => schema && subSchema(schema, key);

const strategies = (schema: Schema | undefined): readonly string[] =>
  schema?.['x-kubernetes-patch-strategy']?.split(',') ?? [];

/** `$retainKeys`: fields of the original that it does not list go. */
function retained(original: JsonObject, patch: JsonObject): JsonObject {
  if (!Object.hasOwn(patch, retainKeys)) return original;
  const listed = patch[retainKeys];
  if (!Array.isArray(listed)) throw new BadPatch('invalid patch format of retainKeys');
  const kept = new Set<Json>(listed);
  for (const [key, value] of Object.entries(patch)) {
    const isDirective = key === retainKeys || key.startsWith(orderPrefix) || key.startsWith(deletePrefix);
    if (value !== null && !isDirective && !kept.has(key)) throw new BadPatch('invalid patch format of retainKeys');
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => kept.has(key)));
}

/** Lists with a `$setElementOrder`: merged and put in that order. Gives the fields of the patch that are done with. */
function mergeOrdered(
  merged: Record<string, Json>,
  patch: JsonObject,
  schema: Schema | undefined,
): ReadonlySet<string> {
  const done = new Set<string>();
  for (const [name, order] of Object.entries(patch)) {
    if (!name.startsWith(orderPrefix)) continue;
    const key = name.slice(orderPrefix.length);
    if (!Array.isArray(order)) throw new BadPatch('invalid patch format of setElementOrder list');
    const before = listAt(merged, key);
    const change = listAt(patch, key);
    if (!before && !change) continue;
    if (!before?.length && !change?.length) throw new Refused('no elements in any of the given slices');
    const listSchema = fieldSchema(schema, key);
    const mergeKey = listSchema?.['x-kubernetes-patch-merge-key'] ?? '';
    checkOrder(change ?? [], order, mergeKey);
    const all =
      before && change ? mergeList(before, change, listSchema, false) : (before ?? withoutDirectives(change!));
    const orders = { patch: order, server: serverOrder(before ?? [], change ?? [], mergeKey) };
    setField(merged, key, enforceOrder(partition(all as readonly Json[], order, mergeKey), orders, mergeKey));
    done.add(key);
  }
  return done;
}

/**
 * The order the server's list counts as having. Upstream appends new items to the very list it deleted others from, so that they
 * take the places of the deleted ones.
 */
function serverOrder(before: readonly Json[], change: readonly Json[], mergeKey: string): readonly Json[] {
  if (mergeKey === '') return before;
  const gone = new KeySet();
  for (const item of change) if (deletes(item)) gone.add(item[mergeKey] ?? null);
  const left = gone.size === 0 ? before : before.filter((item) => !gone.has(keyValue(item, mergeKey)));
  const fresh = change.filter((item) => isJsonObject(item) && !Object.hasOwn(item, marker));
  const there = new KeySet();
  if (fresh.length > 0) for (const item of left) there.add(keyValue(item, mergeKey));
  const added = fresh.filter((item) => !there.has((item as JsonObject)[mergeKey] ?? null));
  return [...left, ...added.slice(0, before.length - left.length)];
}

const deletes = (item: Json): item is JsonObject => isJsonObject(item) && item[marker] === 'delete';

function listAt(object: JsonObject, key: string): readonly Json[] | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (value === undefined || Array.isArray(value)) return value;
  throw new Refused(`expected a []interface {}, but received a ${goType(value)}`);
}

const goType = (value: Json | undefined): string => {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (isJsonObject(value)) return 'map[string]interface {}';
  return typeof value === 'number' || typeof value === 'bigint'
    ? 'int64'
    : typeof value === 'boolean'
      ? 'bool'
      : 'string';
};

/** The items of the patch must come in the order they have in the `$setElementOrder` list, and be in it. */
function checkOrder(change: readonly Json[], order: readonly Json[], mergeKey: string): void {
  if (change.length === 0 || order.length === 0) return;
  const items = change.filter((item) => !deletes(item));
  let at = 0;
  let place = 0;
  while (at < items.length && place < order.length) {
    const item = items[at]!;
    if (isJsonObject(item) && Object.hasOwn(item, marker)) at += 1;
    else if (equalJson(keyValue(item, mergeKey), keyValue(order[place++]!, mergeKey))) at += 1;
  }
  if (at < items.length) {
    const [patched, ordered] = [change, order].map((list) => printGoValue(list as Json));
    throw new Refused(`The order in patch list:\n${patched}\n doesn't match $setElementOrder list:\n${ordered}\n`);
  }
}

function keyValue(item: Json, mergeKey: string): Json {
  if (mergeKey === '') return item;
  const value = isJsonObject(item) ? item[mergeKey] : undefined;
  if (value === undefined) throw new Refused(noMergeKey(item, mergeKey));
  return value;
}

const noMergeKey = (item: Json, mergeKey: string): string =>
  `map: ${printGoValue(item)} does not contain declared merge key: ${mergeKey}`;

function mergeList(
  current: readonly Json[],
  value: readonly Json[],
  schema: Schema | undefined,
  isDeletion: boolean,
): readonly Json[] {
  if (!isDeletion && !strategies(schema).includes('merge')) return value;
  if (current.length === 0 && value.length === 0) return current;
  checkSameType([...current, ...value]);
  if (!isJsonObject(current[0] ?? value[0]!)) {
    const given = new Set(value);
    if (isDeletion) return current.filter((item) => !given.has(item));
    const both = [...new Set([...current, ...value])];
    return enforceOrder(partition(both, value, ''), { patch: value, server: current }, '');
  }
  const mergeKey = schema?.['x-kubernetes-patch-merge-key'];
  if (!mergeKey) throw new Refused(`cannot merge lists without merge key for ${schema?.['x-go-type'] ?? ''}`);
  return mergeMaps(current as readonly JsonObject[], value as readonly JsonObject[], mergeKey, schema);
}

function checkSameType(items: readonly Json[]): void {
  if (items.some(Array.isArray)) throw new Refused('lists of lists are not supported');
  const first = goType(items[0]);
  if (items.every((item) => goType(item) === first)) return;
  throw new Refused(`list element types are not identical: ${printGoValue(items as Json)}`);
}

function mergeMaps(
  current: readonly JsonObject[],
  value: readonly JsonObject[],
  mergeKey: string,
  schema: Schema | undefined,
): readonly Json[] {
  const plain = value.filter((item) => !Object.hasOwn(item, marker));
  const left = obeyItems(current, value, mergeKey);
  const base = left ?? plain;
  const change = left ? plain : [];
  const merged: JsonObject[] = [...base];
  const places = new KeySet();
  for (const item of base) places.add(item[mergeKey]);
  for (const item of change) {
    const wanted = keyValue(item, mergeKey);
    const index = places.placeOf(wanted);
    if (index === undefined) {
      places.add(wanted);
      merged.push(item);
    } else merged[index] = mergeMap(merged[index]!, item, schema && itemSchema(schema));
  }
  for (const item of merged) keyValue(item, mergeKey);
  return enforceOrder(partition(merged, change, mergeKey), { patch: change, server: base }, mergeKey);
}

/** What `$patch: delete` items leave of the list; undefined when a `$patch: replace` item replaces it all. */
function obeyItems(
  current: readonly JsonObject[],
  value: readonly JsonObject[],
  mergeKey: string,
): readonly JsonObject[] | undefined {
  const gone = new KeySet();
  let replaced = false;
  for (const item of value) {
    if (!Object.hasOwn(item, marker)) continue;
    const directive = item[marker];
    if (directive === 'replace') replaced = true;
    else if (directive === 'merge') throw new Refused('merging lists cannot yet be specified in the patch');
    else if (directive !== 'delete') {
      throw new Refused(`unknown patch type: ${printGoValue(directive)} in map: ${printGoValue(item)}`);
    } else gone.add(keyValue(item, mergeKey));
  }
  if (replaced) return undefined;
  return gone.size === 0 ? current : current.filter((each) => !gone.has(each[mergeKey]));
}

/** The value without whatever carries a directive; undefined when it is one itself. */
function withoutDirectives(value: Json | readonly Json[]): Json | undefined {
  if (Array.isArray(value))
    return value.map((item) => withoutDirectives(item as Json)).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value as Json;
  if (Object.hasOwn(value, marker)) return undefined;
  const entries = Object.entries(value).map(([key, field]) => [key, withoutDirectives(field)] as const);
  return Object.fromEntries(entries.filter(([, field]) => field !== undefined)) as JsonObject;
}
