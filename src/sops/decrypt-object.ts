import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { createCipher, type ValueCipher } from './cipher.ts';
import { placeOf } from './encrypt.ts';
import { readMetadata } from './metadata.ts';
import { type Selection, selects } from './selection.ts';
import { SopsError } from './sops-error.ts';

/**
 * An encrypted object in clear, without its `sops` part. The MAC is not looked at, as Flux does not (kustomize-controller
 * internal/decryptor/decryptor.go). Throws {@link SopsError} for a value that is not encrypted with this key at its place.
 */
export function decryptObject({ sops, ...object }: JsonObject, dataKey: Uint8Array): JsonObject {
  const { selection } = readMetadata(sops);
  return openJson(object, [], { selection, cipher: createCipher(dataKey) }) as JsonObject;
}

interface Opening {
  readonly selection: Selection;
  readonly cipher: ValueCipher;
}

function openJson(value: Json, path: readonly string[], opening: Opening): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => openJson(item, path, opening));
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(
      ([key, inner]) => [key, openJson(inner, [...path, key], opening)] as const,
    );
    return Object.fromEntries(entries);
  }
  if (value === null || !selects(opening.selection, path)) return value;
  if (typeof value !== 'string') throw new SopsError(`the value at ${placeOf(path)} should be encrypted, and is not`);
  const { type, text } = opening.cipher.open(value, placeOf(path));
  if (type === 'bool') return /^(?:1|t|T|TRUE|true|True)$/.test(text);
  return type === 'int' || type === 'float' ? Number(text) : text;
}
