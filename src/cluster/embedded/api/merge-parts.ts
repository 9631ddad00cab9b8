import type { ObjectMeta, UnknownObject } from '../../../kube/object.ts';
import { withoutEmpty } from './metadata.ts';
import type { ServedResource } from './state.ts';
import { withoutUndefined } from './without-undefined.ts';

/** A write to the object itself leaves its status alone, where status is a part of its own. */
export function mergeMain(resource: ServedResource, old: UnknownObject, given: UnknownObject): UnknownObject {
  const metadata = keepSystemFields(given.metadata, old.metadata);
  if (!resource.subresources.includes('status')) return { ...given, metadata };
  if (old.status !== undefined) return { ...given, metadata, status: old.status };
  // Made anew, not deleted from: objects that lost a field are slow ever after.
  const { status: _status, ...rest } = given;
  return { ...rest, metadata } as UnknownObject;
}

/** A write to a part takes that part alone; the conditions of deletion stay with the object. */
export function mergeSubresource(
  resource: ServedResource,
  old: UnknownObject,
  given: UnknownObject,
  subresource: string,
): UnknownObject {
  const part = resource.own.parts?.[subresource];
  if (part) return part(old, given);
  if (subresource === 'status' || subresource === 'approval') {
    const managedFields = given.metadata?.managedFields ?? old.metadata.managedFields;
    const written = resource.custom ? old.metadata : statusMetadata(resource, given.metadata, old.metadata);
    return withoutUndefined({ ...old, metadata: { ...written, managedFields }, status: given.status });
  }
  return { ...old, ...given, metadata: keepSystemFields(given.metadata, old.metadata), status: old.status };
}

/** The status of a built-in kind takes metadata along, but for what its strategy holds back: PrepareForUpdate of kubernetes pkg/registry. */
function statusMetadata(resource: ServedResource, given: Partial<ObjectMeta> | undefined, old: ObjectMeta): ObjectMeta {
  const next = keepSystemFields(given ?? old, old);
  const { statusKeeps } = resource.own;
  return statusKeeps ? { ...next, ...Object.fromEntries(statusKeeps.map((field) => [field, old[field]])) } : next;
}

function keepSystemFields(given: Partial<ObjectMeta> | undefined, old: ObjectMeta): ObjectMeta {
  const { uid, resourceVersion, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds } = old;
  const metadata = withoutUndefined({
    ...given,
    name: old.name,
    uid: given?.uid ?? uid,
    resourceVersion,
    namespace: old.namespace,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    managedFields: given?.managedFields ?? old.managedFields,
  });
  return withoutEmpty(metadata);
}
