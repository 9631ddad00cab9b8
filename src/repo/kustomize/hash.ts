import { createHash } from 'node:crypto';
import { compareText } from '../../core/finding.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { printJson } from '../../kube/wide-json.ts';

const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** The name suffix of generated content (api/hasher/hasher.go): ten letters that spell no words. */
export function hashObject(object: JsonObject): string {
  const hex = createHash('sha256')
    .update(goJson(hashedPart(object)))
    .digest('hex');
  return [...hex.slice(0, 10)].map((letter) => letters[letter] ?? letter).join('');
}

function hashedPart(object: JsonObject): Json {
  // Upstream looks the name up under the key `metadata/name`, which no object has: it never counts.
  const name = '';
  const data = object.data ?? '';
  if (object.kind === 'ConfigMap') {
    return { kind: 'ConfigMap', name, data, ...(isJsonObject(object.binaryData) && { binaryData: object.binaryData }) };
  }
  if (object.kind === 'Secret') {
    const { stringData } = object;
    return { kind: 'Secret', type: object.type ?? '', name, data, ...(isJsonObject(stringData) && { stringData }) };
  }
  return object;
}

/** JSON as Go's encoder writes it: keys in byte order, `<`, `>`, `&` and line separators escaped. */
export function goJson(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(goJson).join(',')}]`;
  if (!isJsonObject(value)) return escapeHtml(printJson(value));
  const entries = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort((a, b) => compareText(a, b))
    .map((key) => `${escapeHtml(JSON.stringify(key))}:${goJson(value[key]!)}`);
  return `{${entries.join(',')}}`;
}

const escapeHtml = (json: string): string =>
  json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
