import type { Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { resolveScalar, type SopsScalar } from './scalar.ts';
import { SopsError } from './sops-error.ts';

/** A value with its place in the text. */
export interface Leaf {
  readonly start: number;
  readonly end: number;
  /** Keys that lead to it; places in lists are left out (sops/sops.go walkSlice). */
  readonly path: readonly string[];
  readonly scalar: SopsScalar;
  /** Where lines of a block scalar must begin; undefined within `{}` and `[]`, where there can be none. */
  readonly indent?: string;
  /** It is a block scalar: its text ends with its last line. */
  readonly block: boolean;
}

/** A pair or an item, with the collections that it stands in, innermost last. */
export interface Entry {
  readonly start: number;
  readonly around: readonly Collection[];
}

/** A collection, and where its entries begin. */
export interface Collection {
  readonly column: number;
  readonly path: readonly string[];
}

/** One document of a file. */
export interface DocumentPlaces {
  readonly start: number;
  readonly end: number;
  readonly leaves: readonly Leaf[];
  /** By their start. */
  readonly entries: readonly Entry[];
  /** Where its `sops` block stands, and what it says; undefined when there is none. */
  readonly sops?: { readonly start: number; readonly end: number; readonly said: unknown };
}

type Yaml = typeof import('yaml');

interface Walk {
  readonly yaml: Yaml;
  readonly text: string;
  readonly leaves: Leaf[];
  readonly entries: Entry[];
}

interface Where {
  readonly path: readonly string[];
  readonly around: readonly Collection[];
  readonly indent: string | undefined;
}

/** What stands where in one document; its tags, anchors and aliases are gone (see `yaml-plain.ts`). */
export function placesOf(yaml: Yaml, text: string, document: Document.Parsed): DocumentPlaces {
  const walk: Walk = { yaml, text, leaves: [], entries: [] };
  const [start, , end] = document.range;
  const root = document.contents as Node | null;
  if (!yaml.isMap(root)) {
    const empty = root === null || (yaml.isScalar(root) && root.source === '');
    if (!empty) throw new SopsError('a document of the file is no map: SOPS encrypts the values of maps', {});
    return { start, end, leaves: [], entries: [] };
  }
  const isBlock = ({ key }: Pair): boolean => yaml.isScalar(key) && key.value === 'sops';
  const block = root.items.find(isBlock as (pair: unknown) => boolean) as Pair<Scalar, Node> | undefined;
  walkMap(walk, root, { path: [], around: [], indent: '' }, block);
  const found = { start, end, leaves: walk.leaves, entries: walk.entries };
  if (block?.key.range == null || !block.value?.range) return found;
  return {
    ...found,
    sops: { ...wholeLines(text, block.key.range[0], block.value.range[1]), said: block.value.toJS(document) },
  };
}

const wholeLines = (text: string, start: number, end: number) => {
  if (text[end - 1] === '\n') return { start, end };
  const line = text.indexOf('\n', end);
  return { start, end: line < 0 ? text.length : line + 1 };
};

function walkMap(walk: Walk, map: YAMLMap, where: Where, left?: unknown): void {
  const column = columnAt(walk.text, map.range![0]);
  const around = [...where.around, { column, path: where.path }];
  for (const pair of map.items) {
    if (pair === left) continue;
    const key = pair.key as Scalar;
    if (!walk.yaml.isScalar(key) || (key.type === 'PLAIN' && keyType(key) !== 'str'))
      throw new SopsError('a key of the file is no text: SOPS knows keys only that are texts', {
        hint: 'put the key in quotes',
      });
    const start = key.range![0];
    walk.entries.push({ start, around });
    const indent = map.flow || where.indent === undefined ? undefined : ' '.repeat(columnAt(walk.text, start) + 2);
    walkValue(walk, pair.value as Node | null, { path: [...where.path, keyText(key)], around, indent });
  }
}

/** The parser makes a symbol of a key that was tagged for merging; to SOPS it is a text. */
const keyText = ({ value }: Scalar): string => (typeof value === 'symbol' ? '<<' : String(value));

const keyType = (key: Scalar): string | undefined =>
  keyText(key) === '<<' ? 'str' : resolveScalar(keyText(key))?.type;

function walkList(walk: Walk, list: YAMLSeq, where: Where): void {
  const start = list.range![0];
  const around = [...where.around, { column: columnAt(walk.text, start), path: where.path }];
  walk.entries.push({ start, around });
  for (const item of list.items as Node[]) {
    if (item.range) walk.entries.push({ start: item.range[0], around });
    const column = columnAt(walk.text, item.range?.[0] ?? start);
    const indent = list.flow || where.indent === undefined ? undefined : ' '.repeat(column);
    walkValue(walk, item, { path: where.path, around, indent });
  }
}

function walkValue(walk: Walk, node: Node | null, where: Where): void {
  if (walk.yaml.isMap(node)) walkMap(walk, node, where);
  else if (walk.yaml.isSeq(node)) walkList(walk, node, where);
  else if (walk.yaml.isScalar(node)) walkScalar(walk, node, where);
}

function walkScalar(walk: Walk, node: Scalar, where: Where): void {
  if (!node.range) return;
  const value = String(node.value);
  const scalar: SopsScalar | undefined = node.type === 'PLAIN' ? resolveScalar(value) : { type: 'str', text: value };
  if (scalar === undefined) return;
  const [start, end] = node.range;
  const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const { path, indent } = where;
  walk.leaves.push({ start, end, path, scalar, block, ...(indent !== undefined && { indent }) });
}

/** How many characters stand before a place in its line. */
export const columnAt = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);
