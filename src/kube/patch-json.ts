import { equalJson, isJsonObject } from './json.ts';
import type { Json } from './object.ts';
import { setField } from './patch-merge.ts';

/** Why a patch cannot be applied, in upstream's words, and the HTTP status it is answered with. */
export interface PatchFault {
  readonly error: string;
  readonly code: 400 | 413 | 422;
}

/** The patched value, or the API server's refusal. */
export type PatchResult = { readonly value: Json } | PatchFault;

class Refused extends Error {}

const mostOperations = 10_000;

/**
 * Applies a JSON patch (RFC 6902) as the API server does: negative indices count from the end, `replace` and `remove` treat
 * objects as evanphx/json-patch v4 patch.go does. The document is not changed. The server wraps the text of a 422.
 */
export function applyJsonPatch(document: Json, operations: Json): PatchResult {
  if (!Array.isArray(operations)) {
    return { error: 'json: cannot unmarshal object into Go value of type jsonpatch.Patch', code: 400 };
  }
  if (operations.length > mostOperations) {
    const error = `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${operations.length}`;
    return { error, code: 413 };
  }
  try {
    return { value: operations.reduce<Json>(applyOperation, document) };
  } catch (thrown) {
    if (thrown instanceof Refused) return { error: thrown.message, code: 422 };
    throw thrown;
  }
}

function applyOperation(document: Json, operation: Json): Json {
  const fields = isJsonObject(operation) ? operation : {};
  const kind = typeof fields.op === 'string' ? fields.op : 'unknown';
  const text = (name: 'path' | 'from'): string => {
    const value = fields[name];
    if (typeof value === 'string') return value;
    const brief = kind === 'add' || kind === 'remove' || (kind === 'copy' && name === 'path');
    const detail = brief ? '' : `operation${name === 'from' ? ',' : ''} missing ${name} field: `;
    throw new Refused(`${kind} operation failed to decode ${name}: ${detail}missing value`);
  };
  const value = fields.value ?? null;
  switch (kind) {
    case 'add':
      return add(document, text('path'), value);
    case 'remove':
      return remove(document, text('path'));
    case 'replace':
      return replace(document, text('path'), value);
    case 'test':
      return test(document, text('path'), value);
    case 'move':
      return move(document, text('from'), () => text('path'));
    case 'copy':
      return copy(document, text('from'), () => text('path'));
    default:
      throw new Refused(`Unexpected kind: ${kind}`);
  }
}

type Container = readonly Json[] | { readonly [key: string]: Json };

const isContainer = (value: Json | undefined): value is Container => typeof value === 'object' && value !== null;

const decode = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** Where a pointer leads: the containers on the way and the last key; undefined when the way is not there. */
function find(
  document: Json,
  path: string,
): { readonly way: readonly string[]; readonly parent: Container } | undefined {
  const tokens = path.split('/');
  if (tokens.length < 2) return undefined;
  const way = tokens.slice(1).map(decode);
  let at: Json = document;
  for (const token of way.slice(0, -1)) {
    if (!isContainer(at)) return undefined;
    const next: Json | undefined = Array.isArray(at) ? at[indexIn(at, token) ?? -1] : ownField(at, token);
    if (!isContainer(next)) return undefined;
    at = next;
  }
  return isContainer(at) ? { way, parent: at } : undefined;
}

const ownField = (object: Container, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? (object as { readonly [key: string]: Json })[key] : undefined;

/** Index of an existing item, undefined when there is none. */
function indexIn(list: readonly Json[], token: string): number | undefined {
  if (!/^[-+]?\d+$/.test(token)) return undefined;
  const index = Number(token);
  const from = index < 0 ? index + list.length : index;
  return from >= 0 && from < list.length ? from : undefined;
}

function needIndex(list: readonly Json[], token: string): number {
  if (!/^[-+]?\d+$/.test(token)) throw new Refused(`strconv.Atoi: parsing ${JSON.stringify(token)}: invalid syntax`);
  const index = indexIn(list, token);
  if (index === undefined)
    throw new Refused(`Unable to access invalid index: ${Number(token)}: invalid index referenced`);
  return index;
}

/** A copy of the document in which the container at the end of the way is another. */
function rebuild(document: Json, way: readonly string[], change: (parent: Container) => Json): Json {
  if (way.length === 1) return change(document as Container);
  const [token, ...rest] = way;
  if (Array.isArray(document)) {
    const index = indexIn(document, token!)!;
    return document.with(index, rebuild(document[index] as Json, rest, change));
  }
  const copy = { ...(document as { readonly [key: string]: Json }) };
  setField(copy, token!, rebuild(copy[token!]!, rest, change));
  return copy;
}

const within = (prefix: string, run: () => Json): Json => {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof Refused) throw new Refused(`${prefix}: ${thrown.message}`);
    throw thrown;
  }
};

function add(
  document: Json,
  path: string,
  value: Json,
  prefix = `error in add for path: '${path}'`,
  missing?: string,
): Json {
  const found = find(document, path);
  if (!found)
    throw new Refused(missing ?? `add operation does not apply: doc is missing path: "${path}": missing value`);
  return within(prefix, () =>
    rebuild(document, found.way, (parent) => {
      const key = found.way.at(-1)!;
      return Array.isArray(parent) ? insert(parent, key, value) : withField(parent, key, value);
    }),
  );
}

function insert(list: readonly Json[], token: string, value: Json): Json {
  if (token === '-') return [...list, value];
  if (!/^[-+]?\d+$/.test(token)) {
    const reason = `strconv.Atoi: parsing ${JSON.stringify(token)}: invalid syntax`;
    throw new Refused(`value was not a proper array index: '${token}': ${reason}`);
  }
  const index = Number(token) < 0 ? Number(token) + list.length + 1 : Number(token);
  if (index < 0 || index > list.length) {
    throw new Refused(`Unable to access invalid index: ${Number(token)}: invalid index referenced`);
  }
  return list.toSpliced(index, 0, value);
}

function withField(object: Container, key: string, value: Json): Json {
  const copy = { ...(object as { readonly [key: string]: Json }) };
  setField(copy, key, value);
  return copy;
}

function remove(document: Json, path: string, prefix = `error in remove for path: '${path}'`, missing?: string): Json {
  const found = find(document, path);
  if (!found)
    throw new Refused(missing ?? `remove operation does not apply: doc is missing path: "${path}": missing value`);
  return within(prefix, () =>
    rebuild(document, found.way, (parent) => {
      const key = found.way.at(-1)!;
      if (Array.isArray(parent)) return parent.toSpliced(needIndex(parent, key), 1);
      if (!Object.hasOwn(parent, key)) throw new Refused(`Unable to remove nonexistent key: ${key}: missing value`);
      const { [key]: _, ...rest } = parent as { readonly [key: string]: Json };
      return rest;
    }),
  );
}

function replace(document: Json, path: string, value: Json): Json {
  if (path === '') {
    if (!isContainer(value)) throw new Refused('replace operation value must be object or array: %!w(<nil>)');
    return value;
  }
  const found = find(document, path);
  if (!found) throw new Refused(`replace operation does not apply: doc is missing path: ${path}: missing value`);
  const key = found.way.at(-1)!;
  if (Array.isArray(found.parent) && indexIn(found.parent, key) === undefined) {
    throw new Refused(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  }
  return rebuild(document, found.way, (parent) =>
    Array.isArray(parent) ? parent.with(indexIn(parent, key)!, value) : withField(parent, key, value),
  );
}

/** Value at a path whose way exists; undefined for a field that is not there. */
function read(parent: Container, key: string): Json | undefined {
  return Array.isArray(parent) ? parent[needIndex(parent, key)] : ownField(parent, key);
}

function test(document: Json, path: string, value: Json): Json {
  const found = path === '' ? undefined : find(document, path);
  if (path !== '' && !found)
    throw new Refused(`test operation does not apply: is missing path: ${path}: missing value`);
  let actual: Json | undefined = document;
  if (found) {
    within(`error in test for path: '${path}'`, () => {
      actual = read(found.parent, found.way.at(-1)!);
      return null;
    });
  }
  if (equalJson(actual ?? null, value)) return document;
  throw new Refused(`testing value ${path} failed: test failed`);
}

function taken(document: Json, from: string, operation: 'move' | 'copy'): Json {
  const found = find(document, from);
  if (!found)
    throw new Refused(`${operation} operation does not apply: doc is missing from path: ${from}: missing value`);
  const key = found.way.at(-1)!;
  const prefix = operation === 'move' ? `error in move for path: '${key}'` : `error in copy for from: '${from}'`;
  return within(prefix, () => read(found.parent, key) ?? null);
}

// Upstream reads the destination only after the source was found.
function move(document: Json, from: string, destination: () => string): Json {
  const value = taken(document, from, 'move');
  const rest = remove(document, from, `error in move for path: '${decode(from.split('/').at(-1)!)}'`);
  const path = destination();
  const missing = `move operation does not apply: doc is missing destination path: ${path}: missing value`;
  return add(rest, path, value, `error in move for path: '${path}'`, missing);
}

function copy(document: Json, from: string, destination: () => string): Json {
  const value = taken(document, from, 'copy');
  const path = destination();
  const missing = `copy operation does not apply: doc is missing destination path: ${path}: missing value`;
  return add(document, path, value, 'error while adding value during copy', missing);
}
