import { equalJson } from '../../../kube/json.ts';
import { updateManagedFields } from '../../../kube/managed-fields.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { schemaOfResource } from './schemas.ts';
import type { ApiState, ServedResource, WriteRequest } from './state.ts';
import { timestamp } from './timestamp.ts';

/** The object with its writer noted as owner of what it changed; as it is when the writer has no name. */
export function withManagedFields(
  state: ApiState,
  resource: ServedResource,
  { live, next }: { readonly live: UnknownObject | undefined; readonly next: UnknownObject },
  request: WriteRequest,
): UnknownObject {
  if (!request.fieldManager || request.applied) return next;
  const managedFields = updateManagedFields(live, next, {
    manager: request.fieldManager,
    apiVersion: resource.apiVersion,
    subresource: request.subresource,
    schema: schemaOfResource(resource),
    time: timestamp(state.now()),
  });
  const { managedFields: _, ...metadata } = next.metadata;
  return { ...next, metadata: managedFields ? { ...metadata, managedFields } : metadata };
}

/**
 * Whether an object is as it was, but for when its managers wrote: then nothing is written (apiserver
 * pkg/endpoints/handlers/fieldmanager/equality.go IgnoreManagedFieldsTimestampsTransformer).
 */
export function isSameButForTimes(now: UnknownObject, before: UnknownObject): boolean {
  const [a, b] = [now.metadata.managedFields ?? [], before.metadata.managedFields ?? []];
  if (a.length !== b.length || a.every(({ time }, index) => time === b[index]?.time)) return false;
  const timeless = ({ metadata, ...rest }: UnknownObject) => ({
    ...rest,
    metadata: { ...metadata, managedFields: metadata.managedFields?.map(({ time: _, ...entry }) => entry) },
  });
  return equalJson(timeless(now), timeless(before));
}
