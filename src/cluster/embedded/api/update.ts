import { equalJson } from '../../../kube/json.ts';
import type { ObjectMeta, UnknownObject } from '../../../kube/object.ts';
import { requireWithinLimits } from '../admission/limit-range.ts';
import { requireWithinQuota } from '../admission/resource-quota.ts';
import { newerEventUpdateErrors } from '../admission/validation/event.ts';
import { askWebhooks } from '../admission/webhooks.ts';
import { acceptObject, customErrors, withDefaults } from './decode.ts';
import { convertEvent, isNewerEvent, storedEvents } from './event-forms.ts';
import { type FieldError, invalid, invalidObject } from './field-error.ts';
import { inHome } from './home.ts';
import { requireStorable } from './limits.ts';
import { builtinFinalizerErrors, metadataErrors, metadataUpdateErrors, withoutEmpty } from './metadata.ts';
import { nameRuleOf } from './name-rule.ts';
import { badRequest, bareError, conflict, notFound } from './refusals.ts';
import { inVersion, type ServedResource } from './registry.ts';
import { removeObject } from './remove.ts';
import { type ApiState, rulesOf, type WriteRequest } from './state.ts';
import { withManagedFields } from './track.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Replaces an object, or one part of it: apiserver pkg/registry/generic/registry/store.go Update. */
export function updateObject(
  state: ApiState,
  resource: ServedResource,
  namespace: string,
  name: string,
  input: UnknownObject,
  request: WriteRequest = {},
): UnknownObject {
  const old = state.store.get(resource.table, namespace, name);
  if (!old) throw notFound(resource, name);
  const given = inHome(resource, namespace, withoutUndefined(input));
  requireSame(resource, old, given.metadata ?? {}, name);
  return replaceObject(state, resource, old, given, request);
}

/** Puts `given` in the place of `old`; what a writer may not set is kept. Equal content keeps the resourceVersion. */
export function replaceObject(
  state: ApiState,
  resource: ServedResource,
  old: UnknownObject,
  given: UnknownObject,
  request: WriteRequest,
): UnknownObject {
  if (isNewerEvent(resource)) return replaceNewerEvent(state, resource, old, given, request);
  const rules = rulesOf(state, resource);
  const current = inVersion(old, resource.apiVersion);
  const accepted = acceptObject(resource, given, request);
  const merged = request.subresource
    ? mergeSubresource(resource, current, accepted, request.subresource)
    : mergeMain(resource, current, accepted);
  const defaulted = withManagedFields(state, resource, current, withDefaults(state, resource, merged), request);
  const ready = rules.beforeUpdate ? rules.beforeUpdate(defaulted, current, state, request) : defaulted;
  const counted = count(resource, ready, current);
  const errors = [
    ...metadataErrors(counted.metadata, nameRuleOf(resource)),
    // Asked twice upstream: by the registry, and by the kind's own strategy.
    ...metadataUpdateErrors(counted.metadata, current.metadata),
    ...metadataUpdateErrors(counted.metadata, current.metadata),
    ...builtinFinalizerErrors(resource, counted.metadata),
    ...kindErrors(state, resource, { next: counted, old: current }, request),
  ];
  if (errors.length > 0) throw invalidObject(resource, counted.metadata.name, errors);
  if (!request.subresource) requireWithinLimits(resource, counted, current, state);
  askWebhooks(state, resource, { operation: 'UPDATE', object: counted, old: current }, request);
  const charge = request.subresource
    ? undefined
    : requireWithinQuota(state, resource, { object: counted, old: current });
  if (equalJson(counted, current)) return current;
  if (request.warn) state.inspect(resource, counted, state, request);
  if (request.dryRun) return counted;
  if (isFreed(counted)) return removeObject(state, resource, counted);
  requireStorable(resource, counted);
  charge?.();
  const stored = state.store.put(resource.table, counted);
  rules.afterWrite?.(stored, old, state);
  return stored;
}

/** An Event of events.k8s.io is held to more, and stored in the form of core/v1. */
function replaceNewerEvent(
  state: ApiState,
  resource: ServedResource,
  old: UnknownObject,
  given: UnknownObject,
  request: WriteRequest,
): UnknownObject {
  const stored = storedEvents(resource);
  const event = convertEvent(acceptObject(resource, given, request), stored.apiVersion);
  const errors = newerEventUpdateErrors(event, old);
  if (errors.length > 0) throw invalidObject(stored, old.metadata.name, errors);
  const changed = replaceObject(state, stored, old, event, { ...request, fieldValidation: undefined });
  return convertEvent(changed, resource.apiVersion);
}

function kindErrors(
  state: ApiState,
  resource: ServedResource,
  { next, old }: { readonly next: UnknownObject; readonly old: UnknownObject },
  request: WriteRequest,
): readonly FieldError[] {
  if (resource.custom) return customErrors(resource, next, old);
  const rules = rulesOf(state, resource);
  return rules.validateUpdate ? rules.validateUpdate(next, old, state, request) : (rules.validate?.(next, state) ?? []);
}

function requireSame(resource: ServedResource, old: UnknownObject, given: Partial<ObjectMeta>, name: string): void {
  if (given.name !== undefined && given.name !== name) {
    throw badRequest(`the name of the object (${given.name}) does not match the name on the URL (${name})`);
  }
  const { uid, resourceVersion } = old.metadata;
  if (given.uid && given.uid !== uid) throw conflict(resource, name, otherUid(resource, old, given.uid));
  requireVersion(resource, name, given.resourceVersion, resourceVersion);
  if (!given.resourceVersion && resource.custom) {
    throw invalidObject(resource, name, [invalid('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
}

/** apiserver pkg/storage/errors.go: how the storage prints the precondition that failed. */
function otherUid({ group, plural, custom }: ServedResource, { metadata }: UnknownObject, uid: string): string {
  const key = ['/registry', ...(custom ? [group] : []), plural, ...(metadata.namespace ? [metadata.namespace] : [])];
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  const at = `Key: ${key.join('/')}/${metadata.name}, ResourceVersion: 0`;
  return `StorageError: invalid object, Code: 4, ${at}, AdditionalErrorMsg: ${why}`;
}

/** A version in the object is a precondition. */
export function requireVersion(
  resource: ServedResource,
  name: string,
  given: string | undefined,
  current: string | undefined,
): void {
  if (!given || given === current) return;
  if (!/^\d+$/.test(given)) throw bareError(`strconv.ParseUint: parsing ${JSON.stringify(given)}: invalid syntax`);
  throw conflict(resource, name);
}

/** A write to the object itself leaves its status alone, where status is a part of its own. */
function mergeMain(resource: ServedResource, old: UnknownObject, given: UnknownObject): UnknownObject {
  const metadata = keepSystemFields(given.metadata, old.metadata);
  const next: Record<string, unknown> = { ...given, metadata };
  if (resource.subresources.includes('status')) {
    if (old.status === undefined) delete next.status;
    else next.status = old.status;
  }
  return next as UnknownObject;
}

/** A write to a part takes that part alone; the conditions of deletion stay with the object. */
function mergeSubresource(
  resource: ServedResource,
  old: UnknownObject,
  given: UnknownObject,
  subresource: string,
): UnknownObject {
  const metadata = { ...old.metadata };
  if (subresource === 'finalize') return { ...old, metadata, spec: given.spec };
  if (subresource === 'status' || subresource === 'approval') {
    const managedFields = given.metadata?.managedFields ?? old.metadata.managedFields;
    const written = resource.custom ? metadata : statusMetadata(resource, given.metadata, old.metadata);
    return withoutUndefined({ ...old, metadata: { ...written, managedFields }, status: given.status });
  }
  if (subresource === 'ephemeralcontainers') {
    const { ephemeralContainers } = (given.spec ?? {}) as { readonly ephemeralContainers?: unknown };
    const managedFields = given.metadata?.managedFields ?? old.metadata.managedFields;
    const spec = { ...(old.spec as object), ephemeralContainers };
    return withoutUndefined({ ...old, metadata: { ...metadata, managedFields }, spec });
  }
  return { ...old, ...given, metadata: keepSystemFields(given.metadata, old.metadata), status: old.status };
}

/** The status of a built-in kind takes metadata along, but for what its strategy holds back: PrepareForUpdate of kubernetes pkg/registry. */
function statusMetadata(resource: ServedResource, given: Partial<ObjectMeta> | undefined, old: ObjectMeta): ObjectMeta {
  const next = keepSystemFields(given ?? old, old);
  if (resource.table === 'apps/deployments') return withoutEmpty({ ...next, labels: old.labels ?? {} });
  if (resource.table === '/pods') return withoutEmpty({ ...next, ownerReferences: old.ownerReferences ?? [] });
  return next;
}

function keepSystemFields(given: Partial<ObjectMeta> | undefined, old: ObjectMeta): ObjectMeta {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion } = old;
  const metadata: Record<string, unknown> = { ...given, name: old.name, uid: given?.uid ?? uid, resourceVersion };
  const kept = {
    namespace: old.namespace,
    creationTimestamp,
    generation: old.generation,
  };
  const forced = { deletionTimestamp, deletionGracePeriodSeconds };
  for (const [key, value] of Object.entries({
    ...kept,
    ...forced,
    managedFields: given?.managedFields ?? old.managedFields,
  })) {
    if (value === undefined) delete metadata[key];
    else metadata[key] = value;
  }
  return withoutEmpty(metadata as unknown as ObjectMeta);
}

/** A change of anything but metadata and status makes a new generation. */
function count(resource: ServedResource, next: UnknownObject, old: UnknownObject): UnknownObject {
  if (!resource.counted || old.metadata.generation === undefined) return next;
  const apart =
    resource.subresources.includes('status') || resource.custom === undefined ? ignoredByCount : onlyMetadata;
  if (sameBut(next, old, apart)) return next;
  return { ...next, metadata: { ...next.metadata, generation: old.metadata.generation + 1 } };
}

const ignoredByCount = new Set(['metadata', 'status', 'apiVersion']);
const onlyMetadata = new Set(['metadata', 'apiVersion']);

function sameBut(next: UnknownObject, old: UnknownObject, apart: ReadonlySet<string>): boolean {
  const keys = new Set([...Object.keys(next), ...Object.keys(old)]);
  for (const key of keys) if (!apart.has(key) && !equalJson(next[key], old[key])) return false;
  return true;
}

/** Whether nothing holds a deleted object back any more. */
export function isFreed(object: UnknownObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers?.length ?? 0) > 0) return false;
  if (object.kind === 'Namespace' && object.apiVersion === 'v1') {
    return ((object.spec as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0) === 0;
  }
  return (deletionGracePeriodSeconds ?? 0) === 0;
}
