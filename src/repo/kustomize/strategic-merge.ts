import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { writeGoYaml } from '../go-yaml-text.ts';
import { goJson } from './hash.ts';
import { KustomizeError } from './kustomize-error.ts';
import { type KeysOf, mergeKeysOf } from './merge-keys.ts';

type Keys = (path: string) => readonly string[] | undefined;

/**
 * Applies a strategic merge patch as kustomize does (kyaml/yaml/merge2 and walk; elements of the patch come first in merged
 * lists). Undefined when the patch deletes the object. Not the same as the API server's: `$setElementOrder` and the like are
 * unknown to it.
 */
export function mergeStrategic(
  object: JsonObject,
  patch: JsonObject,
  keysOf: KeysOf = mergeKeysOf,
): JsonObject | undefined {
  return mergeMap(object, patch, '', keysOf(object)) as JsonObject | undefined;
}

const isAbsent = (value: Json | undefined): value is null | undefined => value === undefined || value === null;

function merge(dest: Json | undefined, patch: Json | undefined, path: string, keys: Keys): Json | undefined {
  if (patch === undefined) return dest;
  const model = isAbsent(dest) ? patch : dest;
  if (Array.isArray(model)) return mergeList(dest, patch, path, keys);
  if (isJsonObject(model)) return mergeMap(dest, patch, path, keys);
  if (typeof patch === 'object' && patch !== null) throw kindError('ScalarNode', patch);
  return patch === null ? undefined : patch;
}

const kindError = (expected: string, value: Json) => {
  const found = Array.isArray(value) ? 'SequenceNode' : isJsonObject(value) ? 'MappingNode' : 'ScalarNode';
  const contents = Array.isArray(value) ? goJson(value) : writeGoYaml(value);
  return new KustomizeError(`wrong node kind: expected ${expected} but got ${found}: node contents:\n${contents}`);
};

function mergeMap(dest: Json | undefined, patch: Json, path: string, keys: Keys): Json | undefined {
  if (patch === null) return undefined;
  if (!isJsonObject(patch)) throw kindError('MappingNode', patch);
  const directive = patch.$patch;
  if (directive === 'delete') return undefined;
  if (directive !== undefined && directive !== 'replace' && directive !== 'merge') {
    throw new KustomizeError(`unknown patch strategy '${String(directive)}'`);
  }
  const base: JsonObject = isJsonObject(dest) && directive !== 'replace' ? dest : {};
  const result: Record<string, Json> = { ...base };
  for (const field of Object.keys(patch)) {
    if (field === '$patch') continue;
    const merged = merge(base[field], patch[field], path ? `${path}/${field}` : field, keys);
    if (merged === undefined) delete result[field];
    else result[field] = merged;
  }
  return result;
}

function mergeList(dest: Json | undefined, patch: Json, path: string, keys: Keys): Json | undefined {
  const fields = keys(path);
  if (patch === null) return undefined;
  if (!Array.isArray(patch)) throw kindError('SequenceNode', patch);
  if (fields === undefined) return patch;
  let elements = patch as readonly Json[];
  const directive = elements.find(
    (element) => isJsonObject(element) && '$patch' in element && Object.keys(element).length === 1,
  );
  if (directive) {
    const order = (directive as JsonObject).$patch;
    if (order === 'delete') return undefined;
    elements = elements.filter((element) => element !== directive);
    if (order === 'replace') dest = undefined;
  }
  const old = (Array.isArray(dest) ? dest : []) as readonly Json[];
  if (fields.length === 0) return [...new Set([...elements, ...old])];
  return mergeElements(old, elements, { fields, path, keys });
}

/**
 * Elements of the patch in their order, each merged into the one with the same keys, then what is left of the list. With several
 * keys, an element of the patch that has other keys set than the one it means is lost: so upstream does.
 */
function mergeElements(
  old: readonly Json[],
  elements: readonly Json[],
  { fields, path, keys }: { readonly fields: readonly string[]; readonly path: string; readonly keys: Keys },
): Json | undefined {
  const given = fields.filter((field) =>
    [...old, ...elements].some((each) => isJsonObject(each) && !isAbsent(each[field])),
  );
  const used = given.length > 0 ? given : fields;
  const merges = new Map<Json, Json | undefined>();
  const result: Json[] = [];
  for (const element of elements) {
    const match = (wanted: KeyMatch) =>
      old.find((each) => !merges.has(each) && compareKeys(each, element, used) === wanted);
    const target = match('same');
    if (target === undefined && match('partly') !== undefined) continue;
    const merged = merge(target, element, path, keys);
    const kept = merged !== undefined && !(isJsonObject(merged) && Object.keys(merged).length === 0);
    if (target !== undefined) merges.set(target, kept ? merged : undefined);
    // With one key a merged element moves to where the patch has it, with several it stays.
    if (kept && (target === undefined || used.length === 1)) result.push(merged);
  }
  const rest = old.map((each) => (merges.has(each) ? (used.length > 1 ? merges.get(each) : undefined) : each));
  return [...result, ...rest.filter((each) => each !== undefined)];
}

type KeyMatch = 'same' | 'partly' | 'different';

function compareKeys(a: Json, b: Json, fields: readonly string[]): KeyMatch {
  if (!isJsonObject(a) || !isJsonObject(b)) return 'different';
  let common = 0;
  for (const field of fields) {
    const [left, right] = [a[field], b[field]];
    if (isAbsent(left) || isAbsent(right)) common += isAbsent(left) && isAbsent(right) ? 1 : 0;
    else if (String(left) === String(right)) common += 1;
    else return 'different';
  }
  if (common === fields.length) return 'same';
  return common > 0 ? 'partly' : 'different';
}
