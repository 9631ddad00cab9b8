import type { ServedResource, Target } from './state.ts';

/** A target; a namespace that is said of a cluster-wide kind says nothing. */
export const targetOf = (resource: ServedResource, namespace: string | undefined, name = ''): Target => ({
  resource,
  namespace: resource.namespaced ? (namespace ?? '') : '',
  name,
});
