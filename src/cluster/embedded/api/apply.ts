import type { UnknownObject } from '../../../kube/object.ts';
import { createObject } from './create.ts';
import { patchObject } from './patch.ts';
import type { ServedResource } from './registry.ts';
import type { ApiState, WriteRequest } from './state.ts';

/** Server-side apply: creates the object or merges what the manager wants into it. */
export function applyObject(
  state: ApiState,
  resource: ServedResource,
  namespace: string,
  input: UnknownObject,
  request: WriteRequest,
): UnknownObject {
  const { name } = input.metadata;
  if (!state.store.get(resource.table, namespace, name)) {
    return createObject(state, resource, namespace, input, request);
  }
  const { uid: _u, resourceVersion: _r, ...metadata } = input.metadata;
  return patchObject(
    state,
    resource,
    namespace,
    name,
    { type: 'merge', body: { ...input, metadata } as never },
    request,
  );
}
