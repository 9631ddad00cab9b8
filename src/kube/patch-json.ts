import { setField } from './copy.ts';
import { equalJson, isJsonObject } from './json.ts';
import { jsonBytes } from './json-size.ts';
import type { Json } from './object.ts';
import {
  type Container,
  decodeToken,
  findPlace,
  indexIn,
  isContainer,
  needIndex,
  ownField,
  ownPlace,
  type PatchedDocument,
  PatchRefused,
} from './patch-pointer.ts';

/** Why a patch cannot be applied, in upstream's words, and the HTTP status it is answered with. */
export interface PatchFault {
  readonly error: string;
  readonly code: 400 | 413 | 422 | 500;
}

/** The patched value, or the API server's refusal. */
export type PatchResult = { readonly value: Json } | PatchFault;

/** apiserver pkg/endpoints/handlers/patch.go maxJSONPatchOperations */
const mostOperations = 10_000;
/** apiserver pkg/server/config.go JSONPatchMaxCopyBytes */
const mostCopied = 3 * 1024 * 1024;

/**
 * Applies a JSON patch (RFC 6902) as the API server does: negative indices count from the end, `replace` and `remove` treat
 * objects as evanphx/json-patch v4 patch.go does, and what is copied within is bounded. The document is not changed. The server wraps the text of a 422.
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
    const patched: PatchedDocument = { root: document, owned: new WeakSet(), copied: 0 };
    for (const operation of operations) applyOperation(patched, operation as Json);
    return { value: patched.root };
  } catch (thrown) {
    if (thrown instanceof PatchRefused) return { error: thrown.message, code: 422 };
    throw thrown;
  }
}

function applyOperation(document: PatchedDocument, operation: Json): void {
  const fields = isJsonObject(operation) ? operation : {};
  const kind = typeof fields.op === 'string' ? fields.op : 'unknown';
  const text = (name: 'path' | 'from'): string => {
    const value = fields[name];
    if (typeof value === 'string') return value;
    const brief = kind === 'add' || kind === 'remove' || (kind === 'copy' && name === 'path');
    const detail = brief ? '' : `operation${name === 'from' ? ',' : ''} missing ${name} field: `;
    throw new PatchRefused(`${kind} operation failed to decode ${name}: ${detail}missing value`);
  };
  const value = fields.value ?? null;
  switch (kind) {
    case 'add':
      add(document, text('path'), value);
      break;
    case 'remove':
      remove(document, text('path'));
      break;
    case 'replace':
      replace(document, text('path'), value);
      break;
    case 'test':
      test(document, text('path'), value);
      break;
    case 'move':
      move(document, text('from'), () => text('path'));
      break;
    case 'copy':
      copy(document, text('from'), () => text('path'));
      break;
    default:
      throw new PatchRefused(`Unexpected kind: ${kind}`);
  }
}

function within<T>(prefix: string, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof PatchRefused) throw new PatchRefused(`${prefix}: ${thrown.message}`);
    throw thrown;
  }
}

/** What is said when an operation fails: before the reason, and when its path is not there. */
interface Wording {
  readonly prefix?: string;
  readonly missing?: string;
}

function add(
  document: PatchedDocument,
  path: string,
  value: Json,
  { prefix = `error in add for path: '${path}'`, missing }: Wording = {},
): void {
  const found = findPlace(document.root, path);
  if (!found)
    throw new PatchRefused(missing ?? `add operation does not apply: doc is missing path: "${path}": missing value`);
  const key = found.way.at(-1)!;
  within(prefix, () => {
    const parent = ownPlace(document, found.way);
    if (Array.isArray(parent)) insert(parent, key, value);
    else setField(parent, key, value);
  });
}

function insert(list: Json[], token: string, value: Json): void {
  if (token === '-') {
    list.push(value);
    return;
  }
  if (!/^[-+]?\d+$/.test(token)) {
    const reason = `strconv.Atoi: parsing ${JSON.stringify(token)}: invalid syntax`;
    throw new PatchRefused(`value was not a proper array index: '${token}': ${reason}`);
  }
  const index = Number(token) < 0 ? Number(token) + list.length + 1 : Number(token);
  if (index < 0 || index > list.length) {
    throw new PatchRefused(`Unable to access invalid index: ${Number(token)}: invalid index referenced`);
  }
  list.splice(index, 0, value);
}

function remove(
  document: PatchedDocument,
  path: string,
  prefix = `error in remove for path: '${path}'`,
  missing?: string,
): void {
  const found = findPlace(document.root, path);
  if (!found)
    throw new PatchRefused(missing ?? `remove operation does not apply: doc is missing path: "${path}": missing value`);
  const key = found.way.at(-1)!;
  within(prefix, () => {
    const parent = ownPlace(document, found.way);
    if (Array.isArray(parent)) {
      parent.splice(needIndex(parent, key), 1);
      return;
    }
    if (!Object.hasOwn(parent, key)) throw new PatchRefused(`Unable to remove nonexistent key: ${key}: missing value`);
    delete parent[key];
  });
}

function replace(document: PatchedDocument, path: string, value: Json): void {
  if (path === '') {
    if (!isContainer(value)) throw new PatchRefused('replace operation value must be object or array: %!w(<nil>)');
    document.root = value;
    return;
  }
  const found = findPlace(document.root, path);
  if (!found) throw new PatchRefused(`replace operation does not apply: doc is missing path: ${path}: missing value`);
  const key = found.way.at(-1)!;
  if (Array.isArray(found.parent) && indexIn(found.parent, key) === undefined) {
    throw new PatchRefused(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  }
  const parent = ownPlace(document, found.way);
  if (Array.isArray(parent)) parent[indexIn(parent, key)!] = value;
  else setField(parent, key, value);
}

/** Value at a path whose way exists; undefined for a field that is not there. */
function read(parent: Container, key: string): Json | undefined {
  return Array.isArray(parent) ? parent[needIndex(parent, key)] : ownField(parent, key);
}

function test({ root }: PatchedDocument, path: string, value: Json): void {
  const found = path === '' ? undefined : findPlace(root, path);
  if (path !== '' && !found)
    throw new PatchRefused(`test operation does not apply: is missing path: ${path}: missing value`);
  const actual = found
    ? within(`error in test for path: '${path}'`, () => read(found.parent, found.way.at(-1)!))
    : root;
  if (!equalJson(actual ?? null, value)) throw new PatchRefused(`testing value ${path} failed: test failed`);
}

function taken({ root }: PatchedDocument, from: string, operation: 'move' | 'copy'): Json {
  const found = findPlace(root, from);
  if (!found)
    throw new PatchRefused(`${operation} operation does not apply: doc is missing from path: ${from}: missing value`);
  const key = found.way.at(-1)!;
  const prefix = operation === 'move' ? `error in move for path: '${key}'` : `error in copy for from: '${from}'`;
  return within(prefix, () => read(found.parent, key) ?? null);
}

// Upstream reads the destination only after the source was found.
function move(document: PatchedDocument, from: string, destination: () => string): void {
  const value = taken(document, from, 'move');
  remove(document, from, `error in move for path: '${decodeToken(from.split('/').at(-1)!)}'`);
  const path = destination();
  const missing = `move operation does not apply: doc is missing destination path: ${path}: missing value`;
  add(document, path, value, { prefix: `error in move for path: '${path}'`, missing });
}

function copy(document: PatchedDocument, from: string, destination: () => string): void {
  const value = taken(document, from, 'copy');
  const path = destination();
  const missing = `copy operation does not apply: doc is missing destination path: ${path}: missing value`;
  if (!findPlace(document.root, path)) throw new PatchRefused(missing);
  document.copied += value === null ? 0 : jsonBytes(value);
  if (document.copied > mostCopied) {
    const size = `the accumulated size increase of copy is ${document.copied}, exceeding the limit ${mostCopied}`;
    throw new PatchRefused(`Unable to complete the copy, ${size}`);
  }
  // A copy of its own: what is changed in place later may not change the other.
  add(document, path, structuredClone(value), { prefix: 'error while adding value during copy', missing });
}
