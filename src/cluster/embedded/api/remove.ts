import type { UnknownObject } from '../../../kube/object.ts';
import type { ServedResource } from './registry.ts';
import { type ApiState, rulesOf } from './state.ts';

/** Takes an object out of the store for good; returns it as it last was. */
export function removeObject(state: ApiState, resource: ServedResource, object: UnknownObject): UnknownObject {
  const { namespace = '', name } = object.metadata;
  const removed = state.store.remove(resource.table, namespace, name);
  rulesOf(state, resource).afterWrite?.(undefined, object, state);
  if (resource.custom) state.onCustomRemoved(resource.custom.definition);
  return removed ?? object;
}
