import type { UnknownObject } from '../../../kube/object.ts';
import type { ApiState, ServedResource } from './state.ts';

/** Whether nothing holds a deleted object back any more. */
export function isFreed({ own }: ServedResource, object: UnknownObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers?.length ?? 0) > 0) return false;
  return !own.isHeld?.(object) && (deletionGracePeriodSeconds ?? 0) === 0;
}

/** Takes an object out of the store for good; returns it as it last was. */
export function removeObject(state: ApiState, resource: ServedResource, object: UnknownObject): UnknownObject {
  const { namespace = '', name } = object.metadata;
  const removed = state.store.remove(resource.table, namespace, name);
  resource.own.afterWrite?.(undefined, object, state);
  if (resource.custom) state.onCustomRemoved(resource.custom.definition);
  return removed ?? object;
}
