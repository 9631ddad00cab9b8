import { printFloat, type SopsScalar } from './scalar.ts';
import { SopsError } from './sops-error.ts';
import type { SopsTree, TreeItem, TreeNode } from './tree.ts';

const token = /[\s]*([{}[\],:]|"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)/y;

/**
 * A JSON file as SOPS reads it: maps keep their order and keys that come twice, whole numbers of 64 bits are whole, all others floats
 * (sops/stores/json/store.go). Throws {@link SopsError} for what is no map at its top.
 */
export function parseJson(text: string): SopsTree {
  const tokens = tokensOf(text);
  const reader = { tokens, at: 0 };
  const root = readNode(reader);
  if (!('map' in root))
    throw new SopsError('SOPS encrypts JSON files with a map at the top alone', {
      hint: 'put it into one: {"data": …}',
    });
  if (reader.at < tokens.length) throw new SopsError('something stands behind the end of the JSON');
  return root.map;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const found = token.exec(text)?.[1];
    if (found === undefined) throw new SopsError(`no JSON: line ${text.slice(0, at).split('\n').length}`);
    tokens.push(found);
  }
  return tokens;
}

function take(reader: Reader): string {
  const found = reader.tokens[reader.at++];
  if (found === undefined) throw new SopsError('the JSON ends too early');
  return found;
}

function readNode(reader: Reader): TreeNode {
  const found = take(reader);
  if (found === '{') return { map: readAll(reader, '}', readItem) };
  if (found === '[') return { list: readAll(reader, ']', readNode) };
  if (found === 'null') return { scalar: undefined };
  return { scalar: scalarOf(found) };
}

function readAll<Item>(reader: Reader, end: string, read: (reader: Reader) => Item): Item[] {
  const items: Item[] = [];
  if (reader.tokens[reader.at] === end) {
    reader.at++;
    return items;
  }
  for (;;) {
    items.push(read(reader));
    const next = take(reader);
    if (next === end) return items;
    if (next !== ',') throw new SopsError(`no JSON: ${end} or a comma is missing`);
  }
}

function readItem(reader: Reader): TreeItem {
  const key = take(reader);
  if (!key.startsWith('"') || take(reader) !== ':') throw new SopsError('no JSON: a key is missing');
  return { key: textOf(key), value: readNode(reader) };
}

function scalarOf(found: string): SopsScalar {
  if (found.startsWith('"')) return { type: 'str', text: textOf(found) };
  if (found === 'true' || found === 'false') return { type: 'bool', text: found === 'true' ? 'True' : 'False' };
  if (!/^-?\d/.test(found)) throw new SopsError('no JSON: a value is missing');
  const whole = /^-?\d+$/.test(found) ? BigInt(found) : undefined;
  if (whole !== undefined && BigInt.asIntN(64, whole) === whole) return { type: 'int', text: String(whole) };
  return { type: 'float', text: printFloat(Number(found)) };
}

function textOf(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch (cause) {
    throw new SopsError('no JSON: a text is malformed', { cause });
  }
}
