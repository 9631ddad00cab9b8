import { type Comparison, changedFields, compareFields, withoutFieldsOf } from './fields/compare.ts';
import { difference, FieldSet, intersection, recursiveDifference, union } from './fields/field-set.ts';
import { asGoStruct } from './fields/go-struct.ts';
import { fieldElement } from './fields/path-element.ts';
import { withoutFields } from './json.ts';
import { capUpdaters, type Manager, managerId, readManagers, writeManagers } from './managers.ts';
import type { Json, KubeObject, ManagedFieldsEntry } from './object.ts';
import type { Schema } from './schema.ts';

/** Who writes, and by which rules its fields are told apart. */
export interface WriteContext {
  /** The field manager. */
  readonly manager: string;
  readonly apiVersion: string;
  /** e.g. `status`. */
  readonly subresource?: string;
  /** Schema of the kind, metadata included; without one every list is owned as a whole. */
  readonly schema: Schema | undefined;
  /** RFC 3339, in whole seconds. */
  readonly time: string;
  /** Fields this endpoint does not write; default: `status` outside the status subresource, `spec` inside it. */
  readonly resetFields?: FieldSet;
}

const setOf = (...paths: readonly string[]): FieldSet =>
  paths.reduce((set, path) => set.insert(path.split('.').map(fieldElement)), new FieldSet());

const unowned = setOf(
  'apiVersion',
  'kind',
  'metadata',
  'metadata.name',
  'metadata.namespace',
  'metadata.creationTimestamp',
  'metadata.selfLink',
  'metadata.uid',
  'metadata.clusterName',
  'metadata.generation',
  'metadata.managedFields',
  'metadata.resourceVersion',
);
const resetByDefault = setOf('status');
const resetByStatus = setOf('spec');

/** Fields the endpoint of a write does not touch, whatever the object says. */
export const resetFieldsOf = (context: WriteContext): FieldSet =>
  context.resetFields ?? (context.subresource === 'status' ? resetByStatus : resetByDefault);

/** A manager's fields without those that nobody owns: managedfields stripmeta.go. */
export const ownable = (fields: FieldSet): FieldSet => difference(fields, unowned);

/** The object as owners see it: without managedFields, and with the empty structs of its Go type. */
export function comparable(object: KubeObject | undefined, schema: Schema | undefined): Json {
  const plain = object
    ? { ...object, metadata: withoutFields(object.metadata, ['managedFields']) }
    : { apiVersion: '', kind: '' };
  return asGoStruct(plain, schema);
}

/**
 * Takes changed and removed fields from the other managers, in place. Gives the conflicts, when some are found and force is off.
 * structured-merge-diff merge/update.go.
 */
export function takeFields(
  managers: Map<string, Manager>,
  self: string,
  comparison: Comparison,
  force: boolean,
): ReadonlyMap<string, FieldSet> | undefined {
  const changed = changedFields(comparison);
  const conflicts = new Map<string, FieldSet>();
  for (const [id, manager] of managers) {
    const taken = id === self ? undefined : intersection(manager.fields, changed);
    if (taken && !taken.isEmpty) conflicts.set(id, taken);
  }
  if (!force && conflicts.size > 0) return conflicts;
  for (const [id, manager] of managers) {
    if (id === self) continue;
    const conflict = conflicts.get(id);
    const kept = conflict ? difference(manager.fields, conflict) : manager.fields;
    const left = difference(kept, comparison.removed);
    if (left.isEmpty) managers.delete(id);
    else if (left !== manager.fields) managers.set(id, { ...manager, fields: left });
  }
  return undefined;
}

/**
 * The managedFields of an object after a create, update or patch: the manager owns what it changed. `live` is undefined on create;
 * an object whose fields were never tracked stays so. apimachinery pkg/util/managedfields fieldmanager.go.
 */
export function updateManagedFields(
  live: KubeObject | undefined,
  next: KubeObject,
  context: WriteContext,
): readonly ManagedFieldsEntry[] | undefined {
  const managers = startingManagers(live, next, context);
  if (live && managers.size === 0) return undefined;
  trackUpdate(managers, comparable(live, context.schema), comparable(next, context.schema), context);
  capUpdaters(managers);
  return writeManagers(managers);
}

/** Records a change under its updater, in place. */
export function trackUpdate(managers: Map<string, Manager>, before: Json, after: Json, context: WriteContext): void {
  const { manager: name, apiVersion, subresource, time } = context;
  const reset = resetFieldsOf(context);
  const comparison = withoutFieldsOf(compareFields(before, after, context.schema), reset);
  takeFields(managers, '', comparison, true);
  const fields = ownable(recursiveDifference(changedFields(comparison), reset));
  if (fields.isEmpty) return;
  const self = {
    name: name || 'unknown',
    operation: 'Update',
    apiVersion,
    ...(subresource && { subresource }),
  } as const;
  const id = managerId(self);
  const earlier = managers.get(id);
  managers.set(id, { ...self, time, fields: earlier ? union(fields, earlier.fields) : fields });
}

/** The managers a write starts from: those it sends along, if any can be read, otherwise those of the live object. */
function startingManagers(live: KubeObject | undefined, next: KubeObject, context: WriteContext): Map<string, Manager> {
  const stored = live?.metadata.managedFields;
  if (context.subresource) return readManagers(stored);
  const sent = next.metadata.managedFields;
  const isReset = sent && (sent.length === 0 || (sent.length === 1 && Object.keys(sent[0]!).length === 0));
  if (isReset) return new Map();
  const managers = readManagers(sent);
  return managers.size > 0 ? managers : readManagers(stored);
}
