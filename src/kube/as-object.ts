import { isJsonObject } from './json.ts';
import type { UnknownObject } from './object.ts';

/** A value as an object of Kubernetes; undefined when it lacks what tells one object from another. */
export function asObject(value: unknown): UnknownObject | undefined {
  if (!isJsonObject(value) || typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') return undefined;
  return isJsonObject(value.metadata) && typeof value.metadata.name === 'string' ? (value as UnknownObject) : undefined;
}
