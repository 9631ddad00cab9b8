import { fromFieldsV1, union } from '../kube/fields/field-set.ts';
import { keepFields } from '../kube/fields/keep.ts';
import { isJsonObject, type JsonObject, withoutFields } from '../kube/json.ts';
import type { Json, UnknownObject } from '../kube/object.ts';
import { applySetKeys } from '../operate/apply/apply-set.ts';
import { applierLabels } from './appliers.ts';

/** Whether somebody applied an object, and no controller keeps it. */
export const isApplied = ({ metadata: { managedFields = [], ownerReferences = [] } }: UnknownObject): boolean =>
  managedFields.some(({ operation, subresource }) => operation === 'Apply' && !subresource) &&
  !ownerReferences.some(({ controller }) => controller === true);

/** As it was applied: the fields of appliers; where none are told, those that one `like` it sets, or all. */
export function asApplied(object: UnknownObject, like?: UnknownObject): UnknownObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  const sets = (metadata.managedFields ?? [])
    .filter((each) => each.operation === 'Apply' && !each.subresource && each.apiVersion === apiVersion)
    .map(({ fieldsV1 }) => fromFieldsV1(fieldsV1));
  const whole = { ...rest, metadata: bareMetadata(object) } as unknown as JsonObject;
  const [first, ...others] = sets;
  const kept = first
    ? keepFields(whole, others.reduce(union, first))
    : like && alike(whole, withoutFields(like as unknown as JsonObject, ['apiVersion', 'kind']));
  const { metadata: keptMetadata, ...fields } = (isJsonObject(kept) ? kept : first || like ? {} : whole) as JsonObject;
  const { name, namespace } = metadata;
  const own = isJsonObject(keptMetadata) ? keptMetadata : {};
  return {
    ...{ apiVersion, kind },
    metadata: { ...withoutMarks(own, like !== undefined), name, ...(namespace !== undefined && { namespace }) },
    ...fields,
  } as UnknownObject;
}

/** Without what an API server gives every object. */
const bareMetadata = ({ metadata }: UnknownObject): Json =>
  withoutFields(metadata, [
    'managedFields',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
  ]) as unknown as Json;

/** Without the labels by which what delivers knows its own; what is in no file keeps the one that says which set it was applied with. */
function withoutMarks(metadata: JsonObject, isInFiles: boolean): JsonObject {
  const { labels, ...rest } = metadata;
  if (!isJsonObject(labels)) return metadata;
  const left = withoutFields(labels, isInFiles ? [...applierLabels, applySetKeys.partOf] : applierLabels);
  return Object.keys(left).length > 0 ? { ...rest, labels: left } : rest;
}

/** The part of a value that has the shape of another: what that does not set is not looked at. */
function alike(value: Json, like: Json): Json | undefined {
  if (isJsonObject(value) && isJsonObject(like)) {
    const left = Object.keys(like).flatMap((key) => {
      const inner = value[key] === undefined ? undefined : alike(value[key], like[key] as Json);
      return inner === undefined ? [] : [[key, inner] as const];
    });
    return Object.fromEntries(left);
  }
  if (!Array.isArray(value) || !Array.isArray(like)) return value;
  const list = like as readonly Json[];
  return (value as readonly Json[]).map((item, index) => {
    const named = list.find(
      (each) => isJsonObject(each) && isJsonObject(item) && each.name !== undefined && each.name === item.name,
    );
    return alike(item, named ?? list[index] ?? item) ?? item;
  });
}
