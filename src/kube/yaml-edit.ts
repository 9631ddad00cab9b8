import type { Document, Pair, Scalar, YAMLMap } from 'yaml';
import { equalJson, isJsonObject } from './json.ts';
import type { Json } from './object.ts';
import { editedValue, type YamlEdit } from './yaml-edit-value.ts';
import { readDocuments } from './yaml-read.ts';
import { splitDocuments } from './yaml-split.ts';

type Path = readonly (string | number)[];

/** Text that is replaced: from, to, and what stands there then. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * A YAML stream with one field of one of its documents changed and every other byte kept, comments and order included; undefined where that
 * cannot be done so that it reads as the same stream but for the field: in anchors, tags and documents that do not read well.
 */
export async function editYaml(text: string, documentIndex: number, edit: YamlEdit): Promise<string | undefined> {
  const yaml = await import('yaml');
  const before = valuesOf(text);
  const value = before?.[documentIndex];
  if (before === undefined || !isJsonObject(value)) return undefined;
  const wanted = editedValue(value, edit);
  if (wanted === undefined || equalJson(wanted, value)) return wanted && text;
  const place = pieceOf(text, documentIndex);
  if (!place) return undefined;
  const document = yaml.parseDocument(place.text, { uniqueKeys: false, logLevel: 'silent' });
  const splice = document.errors.length > 0 ? undefined : spliceFor(yaml, document, place.text, edit);
  if (!splice) return undefined;
  const [from, to] = [place.from + splice.from, place.from + splice.to];
  const result = `${text.slice(0, from)}${splice.text}${text.slice(to)}`;
  const after = valuesOf(result);
  const expected = before.map((each, index) => (index === documentIndex ? wanted : each));
  return after && equalJson(after, expected) ? result : undefined;
}

function valuesOf(text: string): readonly unknown[] | undefined {
  const { documents, findings } = readDocuments(text, '');
  return findings.some(({ severity }) => severity === 'error') ? undefined : documents.map(({ value }) => value);
}

/** The part of a stream that holds a document alone; undefined where documents end otherwise than by `---`. */
function pieceOf(text: string, documentIndex: number): { readonly text: string; readonly from: number } | undefined {
  if (/^\.\.\.(?=\s|$)/m.test(text)) return undefined;
  const piece = splitDocuments(text)[documentIndex];
  if (!piece) return undefined;
  let from = 0;
  for (let line = 1; line < piece.line; line++) from = text.indexOf('\n', from) + 1;
  return { text: piece.text, from };
}

type Yaml = typeof import('yaml');

function spliceFor(yaml: Yaml, document: Document.Parsed, text: string, edit: YamlEdit): Splice | undefined {
  let node: unknown = document.contents;
  for (const [depth, step] of edit.path.entries()) {
    if (yaml.isSeq(node)) {
      node = typeof step === 'number' ? node.items[step] : undefined;
      if (node === undefined) return undefined;
      continue;
    }
    if (!yaml.isMap(node)) return undefined;
    const last = depth === edit.path.length - 1;
    const pair = pairOf(yaml, node, String(step));
    if (!pair)
      return 'set' in edit ? insertPair(yaml, node, text, nested(edit.path.slice(depth), edit.set)) : undefined;
    if (last && 'rename' in edit) return replaceKey(yaml, pair, edit.rename);
    if (last && 'remove' in edit) return removePair(node, pair, text);
    node = pair.value;
  }
  return 'set' in edit && yaml.isScalar(node) ? replaceScalar(yaml, node, edit.set) : undefined;
}

const pairOf = (yaml: Yaml, map: YAMLMap, name: string): Pair | undefined =>
  map.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === name);

function replaceScalar(yaml: Yaml, node: Scalar, value: Json): Splice | undefined {
  if (!node.range || node.anchor || node.tag || isJsonObject(value) || Array.isArray(value)) return undefined;
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' || node.range[0] === node.range[1])
    return undefined;
  return { from: node.range[0], to: node.range[1], text: printScalar(yaml, value, node.type) };
}

function replaceKey(yaml: Yaml, { key }: Pair, name: string): Splice | undefined {
  if (!yaml.isScalar(key) || !key.range) return undefined;
  return { from: key.range[0], to: key.range[1], text: printScalar(yaml, name, key.type) };
}

/** As it was quoted before, where that fits. */
function printScalar(yaml: Yaml, value: Json, type: Scalar.Type | undefined): string {
  const scalar = new yaml.Scalar(value);
  if (typeof value === 'string' && (type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE')) scalar.type = type;
  return new yaml.Document(scalar, { version: '1.1' }).toString({ lineWidth: 0 }).trimEnd();
}

/** The end of the line in which a value ends. */
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

const rangeOf = (node: unknown): readonly number[] | undefined =>
  (node as { readonly range?: readonly number[] | null } | null)?.range ?? undefined;

const startOf = ({ key }: Pair): number | undefined => rangeOf(key)?.[0];
const endOf = ({ key, value }: Pair): number | undefined => rangeOf(value)?.[1] ?? rangeOf(key)?.[1];

function removePair(map: YAMLMap, pair: Pair, text: string): Splice | undefined {
  const [start, end] = [startOf(pair), endOf(pair)];
  if (start === undefined || end === undefined || map.flow || map.items.length < 2) return undefined;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  // A first field beside the dash of its item has no line of its own.
  return text.slice(from, start).trim() === '' ? { from, to: lineEnd(text, end), text: '' } : undefined;
}

/** A field that holds a value at a path; undefined where lists would have to be made. */
function nested([name, ...rest]: Path, value: Json): Field | undefined {
  if (typeof name !== 'string' || rest.some((step) => typeof step === 'number')) return undefined;
  return { name, value: rest.reduceRight<Json>((made, step) => ({ [step]: made }), value) };
}

interface Field {
  readonly name: string;
  readonly value: Json;
}

function insertPair(yaml: Yaml, map: YAMLMap, text: string, field: Field | undefined): Splice | undefined {
  if (!field) return undefined;
  if (map.flow) return insertInFlow(yaml, map, field);
  const { name, value } = field;
  const names = map.items.map(({ key }) => (yaml.isScalar(key) ? String(key.value) : ''));
  const before = map.items[placeFor(names, name) - 1];
  const first = startOf(map.items[0]!);
  const end = before && endOf(before);
  if (first === undefined || end === undefined) return undefined;
  const indent = ' '.repeat(first - (text.lastIndexOf('\n', first - 1) + 1));
  const lines = yaml
    .stringify({ [name]: value }, { lineWidth: 0, version: '1.1' })
    .trimEnd()
    .split('\n');
  const at = lineEnd(text, end);
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const block = lines.map((line) => `${indent}${line}${ending}`).join('');
  return { from: at, to: at, text: at > 0 && text[at - 1] !== '\n' ? `${ending}${block.trimEnd()}` : block };
}

/** Where a field goes: among fields in the order of the alphabet it takes its place, the first one kept; else it comes last. */
function placeFor(names: readonly string[], name: string): number {
  const sorted = names.every((each, index) => index === 0 || names[index - 1]! <= each);
  const at = sorted ? names.findIndex((each) => each > name) : -1;
  return at < 0 ? names.length : Math.max(1, at);
}

function insertInFlow(yaml: Yaml, map: YAMLMap, { name, value }: Field): Splice | undefined {
  const range = rangeOf(map);
  if (!range) return undefined;
  const document = new yaml.Document({ [name]: value }, { version: '1.1' });
  yaml.visit(document, {
    Map: (_, each) => {
      each.flow = true;
    },
  });
  const inside = document.toString({ lineWidth: 0 }).trim().slice(1, -1).trim();
  const last = map.items.at(-1);
  if (!last) return { from: range[0]!, to: range[1]!, text: `{ ${inside} }` };
  const end = endOf(last);
  return end === undefined ? undefined : { from: end, to: end, text: `, ${inside}` };
}
