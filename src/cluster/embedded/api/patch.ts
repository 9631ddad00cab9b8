import { isJsonObject, printGoValue } from '../../../kube/json.ts';
import type { Json, UnknownObject } from '../../../kube/object.ts';
import { applyJsonPatch, type PatchResult } from '../../../kube/patch-json.ts';
import { applyMergePatch } from '../../../kube/patch-merge.ts';
import { applyStrategicPatch } from '../../../kube/patch-strategic.ts';
import { printJson } from '../../../kube/wide-json.ts';
import type { Patch } from '../../cluster.ts';
import type { StatusError } from '../../status-error.ts';
import { invalid, invalidObject } from './field-error.ts';
import { inHome } from './home.ts';
import { requireShallow } from './limits.ts';
import { badRequest, bareError, NotDecodable, notFound, refusal } from './refusals.ts';
import { inVersion } from './registry.ts';
import { schemaOfResource } from './schemas.ts';
import type { ApiState, ServedResource, Target, WriteRequest } from './state.ts';
import { replaceObject, requireVersion } from './update.ts';

/** Changes an object, or one part of it, by a patch: apiserver pkg/endpoints/handlers/patch.go */
export function patchObject(
  state: ApiState,
  { resource, namespace, name }: Target,
  patch: Patch,
  request: WriteRequest = {},
): UnknownObject {
  const old = state.store.get(resource.table, namespace, name);
  if (!old) throw notFound(resource, name);
  const current = inVersion(old, resource);
  const result = applyPatch(resource, current as Json, patch);
  if ('error' in result) {
    if (result.code === 500) throw bareError(result.error);
    throw refused(result.code, result.error);
  }
  requireShallow(result.value);
  const patched = inHome(resource, namespace, patchedObject(resource, result.value));
  if (patched.kind !== current.kind || patched.apiVersion !== current.apiVersion) throw refused(422, 'another kind');
  requireSameObject(resource, old, patched);
  try {
    return replaceObject(state, resource, { old, given: patched }, request);
  } catch (error) {
    throw unreadable(error, patch, patched) ?? error;
  }
}

/** What a patch gave as an object; its metadata may have been patched away, or into something else. */
function patchedObject(resource: ServedResource, value: Json): UnknownObject {
  if (!isJsonObject(value)) throw badRequest(`the patch leaves no ${resource.kind}`);
  const { metadata } = value;
  if (isJsonObject(metadata)) return value as UnknownObject;
  if (metadata === null || metadata === undefined) return { ...value, metadata: {} } as UnknownObject;
  throw badRequest(`the patch leaves no metadata of a ${resource.kind}`);
}

/** The fields of metadata in the order in which Go writes them. */
const metadataFields = (
  'name generateName namespace uid resourceVersion generation creationTimestamp deletionTimestamp ' +
  'deletionGracePeriodSeconds labels annotations ownerReferences finalizers'
).split(' ');

/** Go writes maps with their keys sorted. */
const sortedMap = (value: unknown): unknown =>
  isJsonObject(value as Json)
    ? Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** What a merge patch goes into is written with its keys sorted. */
const touchesMetadata = ({ type, body }: Patch): boolean =>
  type === 'merge' && isJsonObject(body) && body.metadata !== undefined;

function asGo({ metadata, ...rest }: UnknownObject, sorted: boolean): string {
  const fields = metadata as Record<string, unknown>;
  const order = sorted ? [...metadataFields].sort() : metadataFields;
  const ordered = Object.fromEntries(order.filter((key) => key in fields).map((key) => [key, sortedMap(fields[key])]));
  const entries = Object.entries({ ...rest, metadata: ordered }).sort(([a], [b]) => (a < b ? -1 : 1));
  return printJson(Object.fromEntries(entries));
}

/** What cannot be decoded after a patch is held against the patch: apiserver pkg/endpoints/handlers/patch.go */
function unreadable(error: unknown, patch: Patch, patched: UnknownObject): StatusError | undefined {
  if (!(error instanceof NotDecodable)) return undefined;
  const value = patch.type === 'strategic' ? printGoValue(patch.body) : asGo(patched, touchesMetadata(patch));
  return invalidObject({ group: '', kind: '' }, '', [invalid('patch', value, error.why)]);
}

/** What a patch may not turn an object into: another object. */
function requireSameObject(resource: ServedResource, old: UnknownObject, { metadata }: UnknownObject): void {
  const { name } = old.metadata;
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  requireVersion(resource, name, metadata.resourceVersion, old.metadata.resourceVersion);
}

function applyPatch(resource: ServedResource, object: Json, patch: Patch): PatchResult {
  if (patch.type === 'json') return applyJsonPatch(object, patch.body);
  if (patch.type === 'merge') return { value: applyMergePatch(object, patch.body) };
  const schema = resource.custom ? undefined : schemaOfResource(resource);
  if (!schema) {
    const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
    const text = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
    throw refusal(415, 'UnsupportedMediaType', text);
  }
  return applyStrategicPatch(object, patch.body, schema);
}

function refused(code: number, text: string) {
  if (code === 400) return badRequest(text);
  if (code === 413) return refusal(413, 'RequestEntityTooLarge', text);
  return refusal(422, 'Invalid', `the server rejected our request due to an error in our request`, {});
}
