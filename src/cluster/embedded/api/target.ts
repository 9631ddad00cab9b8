import type { ServedResource } from './registry.ts';

/** The object a request is about: by its resource, the namespace (empty for a cluster-wide kind) and the name (empty while it has none). */
export interface Target {
  readonly resource: ServedResource;
  readonly namespace: string;
  readonly name: string;
}

/** A target; a namespace that is said of a cluster-wide kind says nothing. */
export const targetOf = (resource: ServedResource, namespace: string | undefined, name = ''): Target => ({
  resource,
  namespace: resource.namespaced ? (namespace ?? '') : '',
  name,
});
