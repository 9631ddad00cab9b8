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
  const merged = mergeOnce(state, resource, { live, input: inHome(resource, namespace, input) }, request);
  const applied = { ...request, applied: true };
  return old
    ? replaceObject(state, resource, { old, given: merged }, applied)
    : createObject(state, { resource, namespace }, merged, applied);
}

/** What a trial came to, by what was tried. */
interface Tried {
  readonly live: UnknownObject | undefined;
  readonly context: ReturnType<typeof contextOf>;
  readonly merged: UnknownObject;
}

/** Whoever tries what it applies (kubectl's server-side diff, Flux) applies it in the next moment: then all is as it was. */
const tried = new WeakMap<UnknownObject, Tried>();

function mergeOnce(
  state: ApiState,
  resource: ServedResource,
  parts: { readonly live: UnknownObject | undefined; readonly input: UnknownObject },
  request: WriteRequest,
): UnknownObject {
  const { live, input } = parts;
  const context = contextOf(state, resource, request);
  const known = tried.get(input);
  tried.delete(input);
  if (known && known.live === live && isSameContext(known.context, context)) return known.merged;
  const merged = merge(parts, context);
  if (request.dryRun) tried.set(input, { live, context, merged });
  return merged;
}

const contextOf = (state: ApiState, resource: ServedResource, request: WriteRequest) => ({
  manager: request.fieldManager ?? '',
  apiVersion: resource.apiVersion,
  subresource: request.subresource,
  schema: schemaOfResource(resource),
  time: timestamp(state.now()),
  force: request.force,
});

const isSameContext = (a: Tried['context'], b: Tried['context']): boolean =>
  a.manager === b.manager &&
  a.apiVersion === b.apiVersion &&
  a.subresource === b.subresource &&
  a.schema === b.schema &&
  a.time === b.time &&
  a.force === b.force;

function merge(
  { live, input }: { readonly live: UnknownObject | undefined; readonly input: UnknownObject },
  context: Tried['context'],
): UnknownObject {
  const result = applyConfiguration(live, input, context);
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
