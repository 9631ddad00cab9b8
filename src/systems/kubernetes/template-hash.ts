const alphanums = 'bcdfghjklmnpqrstvwxz2456789';
const encoder = new TextEncoder();

/** 32-bit FNV-1a, as Go's hash/fnv New32a, going on from `state`. */
export function fnv32a(bytes: Uint8Array, state = 0x811c9dc5): number {
  let hash = state;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash >>> 0;
}

/** apimachinery pkg/util/rand SafeEncodeString: digits to characters that spell no words. */
export const safeEncode = (text: string): string =>
  [...text].map((character) => alphanums[character.codePointAt(0)! % alphanums.length]).join('');

/** JSON with sorted keys and without absent values: equal templates give equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/**
 * The value of `pod-template-hash` and `controller-revision-hash`: FNV-1a of the template, encoded as upstream does
 * (pkg/controller/controller_utils.go ComputeHash). Upstream hashes Go's own dump of the struct, this hashes canonical
 * JSON: the form and the rule "equal templates, equal hash" are upstream's, the digits are not.
 */
export function computeHash(template: unknown, collisionCount?: number): string {
  let hash = fnv32a(encoder.encode(canonical(template)));
  if (collisionCount !== undefined) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setUint32(0, collisionCount, true);
    hash = fnv32a(bytes, hash);
  }
  return safeEncode(String(hash));
}
