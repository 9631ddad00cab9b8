import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';

/** Whether an object was encrypted with SOPS: it carries a MAC (kustomize-controller internal/decryptor/decryptor.go). */
export const isEncrypted = (object: JsonObject): boolean =>
  isJsonObject(object.sops) && typeof object.sops.mac === 'string' && object.sops.mac !== '';

/** An encrypted object in clear. Throws {@link DecryptionError} when no key at hand opens it. */
export type DecryptObject = (object: JsonObject) => JsonObject;

/** A decryption that Flux refuses, in its words after `decryption failed for '…': `. */
export class DecryptionError extends Error {}

/**
 * The object as it looks after decryption with values unknown: without its `sops` part, every encrypted value still the text that
 * stood there (as base64 in a Secret's `data`). Names and keys are what the rest of the platform depends on.
 */
export function withUnknownValues(object: JsonObject): JsonObject {
  const { sops: _, ...rest } = object;
  if (object.kind !== 'Secret' || !isJsonObject(object.data)) return rest;
  const encode = (value: Json): Json =>
    typeof value === 'string' && value.startsWith('ENC[') ? Buffer.from(value).toString('base64') : value;
  const data = Object.fromEntries(Object.entries(object.data).map(([key, value]) => [key, encode(value)]));
  return { ...rest, data };
}
