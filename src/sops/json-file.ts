import type { JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { parseJson } from './json-parse.ts';
import { metadataFields, readMetadata } from './metadata.ts';
import { SopsError } from './sops-error.ts';
import type { SealedTree, SopsTree, TreeNode } from './tree.ts';

const block = 'sops';

/** What an encrypted JSON file holds; undefined where it has no block. */
export function readSealedJson(text: string): SealedTree | undefined {
  const tree = parseJson(text);
  const said = tree.find((item) => 'key' in item && item.key === block);
  if (!said || !('key' in said)) return undefined;
  if (!('map' in said.value)) throw new SopsError('the sops block is no map');
  return { tree: tree.filter((item) => item !== said), metadata: readMetadata(dataOf(said.value)) };
}

/** An encrypted JSON file as SOPS writes it: the block last (sops/stores/json/store.go EmitEncryptedFile). */
export const printSealedJson = ({ tree, metadata }: SealedTree): string =>
  printJson([...tree, { key: block, value: nodeOf(metadataFields(metadata)) }]);

/** A tree as SOPS prints it: a tab a step, letters escaped as Go does it (encoding/json). */
export const printJson = (tree: SopsTree): string => `${printNode({ map: tree }, '')}\n`;

function printNode(node: TreeNode, indent: string): string {
  const inner = `${indent}\t`;
  if ('map' in node) {
    const items = node.map.flatMap((item) =>
      'key' in item ? [`${quote(item.key)}: ${printNode(item.value, inner)}`] : [],
    );
    return wrap('{', items, '}', indent);
  }
  if ('list' in node)
    return wrap(
      '[',
      node.list.map((item) => printNode(item, inner)),
      ']',
      indent,
    );
  const { scalar } = node;
  if (scalar === undefined) return 'null';
  if (scalar.type === 'bool') return scalar.text.toLowerCase();
  if (scalar.type === 'int') return scalar.text;
  return scalar.type === 'float' ? String(Number(scalar.text)) : quote(scalar.text);
}

function wrap(open: string, items: readonly string[], close: string, indent: string): string {
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${indent}\t${item}`).join(',\n')}\n${indent}${close}`;
}

const quote = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A node as plain data. */
function dataOf(node: TreeNode): Json {
  if ('map' in node)
    return Object.fromEntries(node.map.flatMap((item) => ('key' in item ? [[item.key, dataOf(item.value)]] : [])));
  if ('list' in node) return node.list.map(dataOf);
  if (node.scalar === undefined) return null;
  const { type, text } = node.scalar;
  if (type === 'bool') return text === 'True';
  return type === 'int' || type === 'float' ? Number(text) : text;
}

/** Plain data as a node. */
export function nodeOf(value: Json): TreeNode {
  if (Array.isArray(value)) return { list: value.map((item: Json) => nodeOf(item)) };
  if (typeof value === 'object' && value !== null)
    return { map: Object.entries(value as JsonObject).map(([key, inner]) => ({ key, value: nodeOf(inner) })) };
  if (value === null) return { scalar: undefined };
  if (typeof value === 'boolean') return { scalar: { type: 'bool', text: value ? 'True' : 'False' } };
  return { scalar: { type: typeof value === 'number' ? 'int' : 'str', text: String(value) } };
}
