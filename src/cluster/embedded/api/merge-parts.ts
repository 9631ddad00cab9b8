import { copyOf, setField, withField } from '../../../kube/copy.ts';
import { withoutFields } from '../../../kube/json.ts';
import type { ObjectMeta, UnknownObject } from '../../../kube/object.ts';
import { withoutEmpty } from './metadata.ts';
import type { ServedResource } from './state.ts';
import { withoutUndefined } from './without-undefined.ts';

type Draft = Record<string, unknown>;

/** A write to the object itself leaves its status alone, where status is a part of its own. */
export function mergeMain(resource: ServedResource, old: UnknownObject, given: UnknownObject): UnknownObject {
  const metadata = keepSystemFields(given.metadata, old.metadata);
  if (!resource.subresources.includes('status')) return withField(given, 'metadata', metadata);
  if (old.status !== undefined) return withField(withField(given, 'metadata', metadata), 'status', old.status);
  // Made anew, not deleted from: objects that lost a field are slow ever after.
  return withField(withoutFields(given, ['status']), 'metadata', metadata);
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
    const written = resource.custom ? copyOf(old.metadata) : statusMetadata(resource, given.metadata, old.metadata);
    const metadata =
      written.managedFields === managedFields ? written : withField(written, 'managedFields', managedFields);
    const next = withField(old, 'metadata', metadata);
    if (given.status === undefined) return withoutFields(next, ['status']);
    return withField(next, 'status', withoutUndefined(given.status, old.status));
  }
  return { ...old, ...given, metadata: keepSystemFields(given.metadata, old.metadata), status: old.status };
}

/** The status of a built-in kind takes metadata along, but for what its strategy holds back: PrepareForUpdate of kubernetes pkg/registry. */
function statusMetadata(resource: ServedResource, given: Partial<ObjectMeta> | undefined, old: ObjectMeta): ObjectMeta {
  const next = keepSystemFields(given ?? old, old);
  const { statusKeeps } = resource.own;
  if (!statusKeeps) return next;
  const kept: Draft = copyOf(next as unknown as Draft);
  for (const field of statusKeeps) kept[field] = old[field];
  return withoutUndefined(kept, old) as unknown as ObjectMeta;
}

/** What the server decides of an object that is there, in the order in which it is written when the writer leaves it out. */
const systemFields = {
  name: true,
  uid: true,
  resourceVersion: true,
  namespace: true,
  creationTimestamp: true,
  generation: true,
  deletionTimestamp: true,
  deletionGracePeriodSeconds: true,
  managedFields: true,
};

/** Of these a writer may say others: an uid to be refused, and who owns which fields. */
const givenFields: readonly string[] = ['uid', 'managedFields'];

/** Field by field, as every update passes here: the writer's fields in their order, then what it left out. */
function keepSystemFields(given: Partial<ObjectMeta> | undefined, old: ObjectMeta): ObjectMeta {
  const [from, kept] = [(given ?? {}) as Draft, old as unknown as Draft];
  const metadata: Draft = {};
  const take = (key: string): void => {
    const fixed = Object.hasOwn(systemFields, key);
    const value = !fixed ? from[key] : givenFields.includes(key) ? (from[key] ?? kept[key]) : kept[key];
    if (value !== undefined) setField(metadata, key, withoutUndefined(value, kept[key]));
  };
  for (const key in from) take(key);
  for (const key in systemFields) if (!(key in from)) take(key);
  return withoutEmpty(metadata as unknown as ObjectMeta);
}
