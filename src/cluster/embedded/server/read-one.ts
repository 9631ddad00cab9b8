import type { UnknownObject } from '../../../kube/object.ts';
import { notFound } from '../api/refusals.ts';
import { inVersion } from '../api/registry.ts';
import type { ServedResource } from '../api/state.ts';
import type { ServerContext } from './context.ts';

/** One object in the version of its resource; refused when there is none. */
export function readOne(
  { state }: ServerContext,
  resource: ServedResource,
  namespace: string,
  name: string,
): UnknownObject {
  const object = state.store.get(resource.table, namespace, name);
  if (!object) throw notFound(resource, name);
  return inVersion(object, resource);
}
