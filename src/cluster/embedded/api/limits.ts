import { isDeeper, jsonBytes } from '../../../kube/json-size.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { roughSize } from '../store/size.ts';
import { badRequest, bareError } from './refusals.ts';
import type { ServedResource } from './state.ts';

/** etcd's `--max-request-bytes`, as it is unless somebody sets it: server/embed/config.go DefaultMaxRequestBytes */
const mostStoredBytes = 1.5 * 1024 * 1024;
/** What a letter can grow to as it is written in JSON, `\u0001` at most. */
const mostBytesOfLetter = 6;
/**
 * Levels in which values may lie in each other. Upstream allows 10,000 (sigs.k8s.io/json, go-yaml); whatever walks an object here needs
 * a frame of the stack for each.
 */
const mostLevels = 1000;

/** Refuses what is nested so deeply that nobody could walk it. */
export function requireShallow(value: unknown): void {
  if (isDeeper(value, mostLevels)) throw badRequest('exceeded max depth');
}

/** Refuses what etcd would: an object that is too large to be written, whatever its kind. Returns how large it is, roughly. */
export function requireStorable({ custom }: ServedResource, object: UnknownObject): number {
  const size = roughSize(object);
  if (size * mostBytesOfLetter <= mostStoredBytes) return size;
  requireShallow(object);
  const bytes = custom ? jsonBytes(object) : protobufBytes(object);
  if (bytes > mostStoredBytes) throw bareError('etcdserver: request is too large');
  return size;
}

/** A name that is a field of a message, and so costs its number; any other is the key of a map. */
const isFieldName = (key: string): boolean => /^[a-z][A-Za-z0-9]{1,40}$/.test(key);

/** About the bytes of a built-in object as it is stored: never more than they are by much, so that nothing is refused that fits. */
function protobufBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2;
  if (typeof value !== 'object' || value === null) return 2;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + protobufBytes(item), 0);
  let sum = 2;
  for (const key in value) {
    const field = protobufBytes((value as { readonly [key: string]: unknown })[key]);
    sum += field + (isFieldName(key) ? 0 : Buffer.byteLength(key) + 4);
  }
  return sum;
}
