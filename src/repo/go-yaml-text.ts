import { compareText } from '../core/finding.ts';
import { isJsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { isYamlString } from '../kube/yaml-scalar.ts';

/**
 * A value as sigs.k8s.io/yaml writes it (JSONToYAML, go-yaml v2): keys sorted, lists not indented, texts plain where they may be.
 * What Flux substitutes variables in: whether a `${…}` stands in quotes decides what its value becomes.
 */
export function writeGoYaml(value: Json): string {
  return isJsonObject(value) ? writeMap(value, 0) : `${writeInline(value, 0)}\n`;
}

function writeMap(map: { readonly [key: string]: Json }, indent: number): string {
  const pad = ' '.repeat(indent);
  return Object.keys(map)
    .sort(compareText)
    .map((key) => `${pad}${writeText(key, indent)}:${writeValue(map[key]!, indent)}`)
    .join('');
}

function writeValue(value: Json, indent: number): string {
  if (Array.isArray(value) && value.length > 0) return `\n${writeList(value, indent)}`;
  if (isJsonObject(value) && Object.keys(value).length > 0) return `\n${writeMap(value, indent + 2)}`;
  return ` ${writeInline(value, indent)}\n`;
}

function writeList(list: readonly Json[], indent: number): string {
  const pad = ' '.repeat(indent);
  return list
    .map((item) => {
      const nested = Array.isArray(item) ? item.length > 0 : isJsonObject(item) && Object.keys(item).length > 0;
      if (!nested) return `${pad}- ${writeInline(item, indent)}\n`;
      const block = Array.isArray(item)
        ? writeList(item, indent + 2)
        : writeMap(item as { [key: string]: Json }, indent + 2);
      return `${pad}- ${block.slice(indent + 2)}`;
    })
    .join('');
}

function writeInline(value: Json, indent: number): string {
  if (Array.isArray(value)) return '[]';
  if (isJsonObject(value)) return '{}';
  return typeof value === 'string' ? writeText(value, indent) : String(value);
}

const startsSpecial = /^(?:[#,[\]{}&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.)/;
const holdsSpecial = /: |:$| #/;

/** Resolves to the tag of merges, and so is never plain (go-yaml resolve.go). */
const mergeKey = '<<';

function writeText(text: string, indent: number): string {
  if (!isYamlString(text) || text === mergeKey) return JSON.stringify(text);
  if (text.includes('\n')) return canBeBlock(text) ? writeBlock(text, indent) : JSON.stringify(text);
  if (/[\p{Cc}\u2028\u2029\ufeff]/u.test(text)) return JSON.stringify(text);
  const plain = text !== '' && !startsSpecial.test(text) && !holdsSpecial.test(text) && text.trim() === text;
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
}

/** Lines of text without what a block cannot hold, or would need hints for. */
const canBeBlock = (text: string): boolean =>
  !/[^\n\P{Cc}]|[\u2028\u2029\ufeff]/u.test(text) && !/^[ \n]| \n| $/.test(text);

function writeBlock(text: string, indent: number): string {
  const pad = ' '.repeat(indent + 2);
  const chomp = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return `|${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}
