import type { PodTemplateSpec } from '../../kube/types.ts';
import { printJson } from '../../kube/wide-json.ts';
import { dumpTyped } from '../kit/go-dump.ts';

const alphanums = 'bcdfghjklmnpqrstvwxz2456789';
const encoder = new TextEncoder();
const start = 0x811c9dc5;
const prime = 0x01000193;

/** 32-bit FNV-1a, as Go's hash/fnv New32a. */
function fnv32a(bytes: Uint8Array): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime) >>> 0;
  return hash;
}

/** 32-bit FNV-1, as Go's hash/fnv New32. */
function fnv32(bytes: Uint8Array): number {
  let hash = start;
  for (const byte of bytes) hash = (Math.imul(hash, prime) ^ byte) >>> 0;
  return hash >>> 0;
}

/** apimachinery pkg/util/rand SafeEncodeString: digits to characters that spell no words. */
const safeEncode = (text: string): string =>
  [...text].map((character) => alphanums[character.codePointAt(0)! % alphanums.length]).join('');

/**
 * The value of `pod-template-hash`, and of `controller-revision-hash` of daemon sets: FNV-1a of Go's dump of the template
 * (pkg/controller/controller_utils.go ComputeHash). The template is to be defaulted, as the API server keeps it.
 */
export function computeHash(template: PodTemplateSpec, collisionCount?: number): string {
  const dumped = encoder.encode(dumpTyped('v1.PodTemplateSpec', template));
  if (collisionCount === undefined) return safeEncode(String(fnv32a(dumped)));
  const bytes = new Uint8Array(dumped.length + 8);
  bytes.set(dumped);
  new DataView(bytes.buffer).setUint32(dumped.length, collisionCount, true);
  return safeEncode(String(fnv32a(bytes)));
}

/** The hash of the data of a stateful set's revision: FNV-1 of its JSON (pkg/controller/history HashControllerRevision). */
export function hashRevisionData(revision: unknown, collisionCount: number): string {
  return safeEncode(String(fnv32(encoder.encode(`${goJson(revision)}${collisionCount}`))));
}

const escaped: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON as Go's encoding/json writes a map: sorted keys, HTML characters escaped. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).sort();
    const fields = value as Readonly<Record<string, unknown>>;
    return `{${keys
      .filter((key) => fields[key] !== undefined)
      .map((key) => `${goJson(key)}:${goJson(fields[key])}`)
      .join(',')}}`;
  }
  return printJson(value).replace(/[<>&\u2028\u2029]/g, (character) => escaped[character]!);
}
