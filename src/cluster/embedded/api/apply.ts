import { applyConfiguration } from '../../../kube/apply.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { createObject } from './create.ts';
import { inHome } from './home.ts';
import { badRequest, bareError, conflict, notFound, refusal } from './refusals.ts';
import { inVersion } from './registry.ts';
import { schemaOfResource } from './schemas.ts';
import type { ApiState, ServedResource, Target, WriteRequest } from './state.ts';
import { timestamp } from './timestamp.ts';
import { replaceObject } from './update.ts';

/** Server-side apply: creates the object or merges what the manager wants into it. apiserver pkg/endpoints/handlers/patch.go applyPatcher. */
export function applyObject(
  state: ApiState,
  { resource, namespace }: Target,
  input: UnknownObject,
  request: WriteRequest,
): UnknownObject {
  const { name, uid, resourceVersion } = input.metadata;
  const old = state.store.get(resource.table, namespace, name);
  if (!old && request.subresource) throw notFound(resource, name);
  if (!old && uid) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(resource, name, why);
  }
  if (old && resourceVersion && resourceVersion !== old.metadata.resourceVersion) throw conflict(resource, name);
  const live = old && inVersion(old, resource);
  const merged = merge(state, resource, { live, input: inHome(resource, namespace, input) }, request);
  const applied = { ...request, applied: true };
  return old
    ? replaceObject(state, resource, { old, given: merged }, applied)
    : createObject(state, { resource, namespace }, merged, applied);
}

function merge(
  state: ApiState,
  resource: ServedResource,
  { live, input }: { readonly live: UnknownObject | undefined; readonly input: UnknownObject },
  request: WriteRequest,
): UnknownObject {
  const result = applyConfiguration(live, input, {
    manager: request.fieldManager ?? '',
    apiVersion: resource.apiVersion,
    subresource: request.subresource,
    schema: schemaOfResource(resource),
    time: timestamp(state.now()),
    force: request.force,
  });
  // No entry left is said as an empty list: absent would mean unchanged.
  if ('object' in result) {
    const { metadata } = result.object;
    return { ...result.object, metadata: { ...metadata, managedFields: metadata.managedFields ?? [] } };
  }
  if ('conflicts' in result) throw refusal(409, 'Conflict', result.message, { causes: result.conflicts });
  if (result.code === 400) throw badRequest(result.error);
  // Upstream reads what is applied before it gives it the namespace of the path.
  throw bareError(result.error.replace(`(${input.metadata.namespace ?? ''}/`, '(/'));
}
