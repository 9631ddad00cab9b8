import { withField } from '../../../kube/copy.ts';
import { equalJson } from '../../../kube/json.ts';
import type { ObjectMeta, UnknownObject } from '../../../kube/object.ts';
import { admit, validateAdmitted } from '../admission/pipeline.ts';
import { acceptObject, customErrors, withDefaults } from './decode.ts';
import { type FieldError, invalid, invalidObject } from './field-error.ts';
import { inHome } from './home.ts';
import { requireStorable } from './limits.ts';
import { mergeMain, mergeSubresource } from './merge-parts.ts';
import { builtinFinalizerErrors, metadataErrors, metadataUpdateErrors } from './metadata.ts';
import { badRequest, bareError, conflict, notFound } from './refusals.ts';
import { inVersion, storedResource } from './registry.ts';
import { isFreed, removeObject } from './remove.ts';
import type { ApiState, ServedResource, Target, WriteRequest } from './state.ts';
import { isSameButForTimes, withManagedFields } from './track.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Replaces an object, or one part of it: apiserver pkg/registry/generic/registry/store.go Update. */
export function updateObject(
  state: ApiState,
  { resource, namespace, name }: Target,
  input: UnknownObject,
  request: WriteRequest = {},
): UnknownObject {
  const old = state.store.get(resource.table, namespace, name);
  if (!old) throw notFound(resource, name);
  const given = inHome(resource, namespace, withoutUndefined(input, old));
  requireSame(resource, old, given.metadata ?? {}, name);
  return replaceObject(state, resource, { old, given }, request);
}

/** What is there, and what is to be there instead. */
interface Replacement {
  readonly old: UnknownObject;
  readonly given: UnknownObject;
}

/** Puts `given` in the place of `old`; what a writer may not set is kept. Equal content keeps the resourceVersion. */
export function replaceObject(
  state: ApiState,
  resource: ServedResource,
  { old, given }: Replacement,
  request: WriteRequest,
): UnknownObject {
  const { own } = resource;
  if (own.form) return replaceInForm(state, resource, { old, given }, request);
  const current = inVersion(old, resource);
  const accepted = acceptObject(resource, given, request);
  const merged = request.subresource
    ? mergeSubresource(resource, current, accepted, request.subresource)
    : mergeMain(resource, current, accepted);
  const defaulted = withManagedFields(
    state,
    resource,
    { live: current, next: withDefaults(resource, merged) },
    request,
  );
  const write = { operation: 'UPDATE', state, resource, old: current, request } as const;
  const admitted = admit({ ...write, object: defaulted });
  const ready = own.beforeUpdate ? own.beforeUpdate(admitted, current, state, request) : admitted;
  const counted = count(resource, ready, current);
  const changed = metadataUpdateErrors(counted.metadata, current.metadata);
  const errors = [
    ...metadataErrors(counted.metadata, own.nameRule ?? 'subdomain', current.metadata),
    // Asked twice upstream: by the registry, and by the kind's own strategy.
    ...changed,
    ...changed,
    ...builtinFinalizerErrors(resource, counted.metadata),
    ...kindErrors(state, resource, { next: counted, old: current }, request),
  ];
  if (errors.length > 0) throw invalidObject(resource, counted.metadata.name, errors);
  const note = validateAdmitted({ ...write, object: counted });
  if (equalJson(counted, current) || isSameButForTimes(counted, current)) return current;
  if (request.dryRun) return counted;
  if (isFreed(resource, counted)) return removeObject(state, resource, counted);
  const size = requireStorable(resource, counted);
  note();
  const stored = state.store.put(resource.table, counted, size);
  own.afterWrite?.(stored, old, state);
  return stored;
}

/** An object that comes in another form than it is stored in may be held to more. */
function replaceInForm(
  state: ApiState,
  resource: ServedResource,
  { old, given }: Replacement,
  request: WriteRequest,
): UnknownObject {
  const form = resource.own.form!;
  const stored = storedResource(state.registry, resource, form.storedAs);
  const object = form.toStored(acceptObject(resource, given, request));
  const errors = form.updateErrors?.(object, old) ?? [];
  if (errors.length > 0) throw invalidObject(stored, old.metadata.name, errors);
  const replaced = replaceObject(state, stored, { old, given: object }, { ...request, fieldValidation: undefined });
  return form.fromStored(replaced);
}

function kindErrors(
  state: ApiState,
  resource: ServedResource,
  { next, old }: { readonly next: UnknownObject; readonly old: UnknownObject },
  request: WriteRequest,
): readonly FieldError[] {
  if (resource.custom) return customErrors(resource, next, old);
  const { validate, validateUpdate } = resource.own;
  return validateUpdate ? validateUpdate(next, old, state, request) : (validate?.(next, state) ?? []);
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

/** A change of anything but metadata and status makes a new generation. */
function count(resource: ServedResource, next: UnknownObject, old: UnknownObject): UnknownObject {
  if (!resource.counted || old.metadata.generation === undefined) return next;
  const apart =
    resource.subresources.includes('status') || resource.custom === undefined ? ignoredByCount : onlyMetadata;
  if (sameBut(next, old, apart)) return next;
  return withField(next, 'metadata', { ...next.metadata, generation: old.metadata.generation + 1 });
}

const ignoredByCount = new Set(['metadata', 'status', 'apiVersion']);

const onlyMetadata = new Set(['metadata', 'apiVersion']);

function sameBut(next: UnknownObject, old: UnknownObject, apart: ReadonlySet<string>): boolean {
  for (const key in next) if (!apart.has(key) && !equalJson(next[key], old[key])) return false;
  for (const key in old) if (!apart.has(key) && next[key] === undefined && old[key] !== undefined) return false;
  return true;
}
