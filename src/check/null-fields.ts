import { isJsonObject } from '../kube/json.ts';
import { groupOf, type Json, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';

/** Groups of built-in kinds whose name has a dot, as those of custom kinds have. */
const dotted: ReadonlySet<string> = new Set(['networking.k8s.io', 'rbac.authorization.k8s.io', 'storage.k8s.io']);

/**
 * An object of a built-in kind without fields that are written as null: to the API server they are left out
 * (encoding/json: null has no effect on a field). Custom kinds are taken as they are: for them null is a value.
 */
export function withoutNulls(sourced: SourcedObject): SourcedObject {
  const { object } = sourced;
  const group = groupOf(object.apiVersion);
  if ((group.includes('.') && !dotted.has(group)) || !holdsNull(object as Json)) return sourced;
  return { ...sourced, object: stripped(object as Json) as UnknownObject };
}

function holdsNull(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(holdsNull);
  return isJsonObject(value) && Object.values(value).some((inner) => inner === null || holdsNull(inner));
}

function stripped(value: Json): Json {
  if (Array.isArray(value)) return value.map(stripped);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(kept.map(([key, inner]) => [key, stripped(inner as Json)]));
}
