import { changedFields, compareFields, withoutFieldsOf } from './fields/compare.ts';
import { fieldsOf } from './fields/extract.ts';
import { difference, FieldSet, intersection, recursiveDifference, union, withNamedFields } from './fields/field-set.ts';
import { emptyStruct, withoutNullFields } from './fields/go-struct.ts';
import { mergeFields } from './fields/merge.ts';
import { printPath } from './fields/path-element.ts';
import { removeFields } from './fields/remove.ts';
import { typingFaults } from './fields/typed.ts';
import { equalJson } from './json.ts';
import { comparable, ownable, resetFieldsOf, takeFields, trackUpdate, type WriteContext } from './managed-fields.ts';
import { type Manager, managerId, readManagers, writeManagers } from './managers.ts';
import { groupOf, type Json, type KubeObject, versionOf } from './object.ts';
import type { Schema } from './schema.ts';
import { parseJson, printJson } from './wide-json.ts';

/** A field that somebody else owns, as a cause of the refusal. */
export interface ApplyConflict {
  readonly reason: 'FieldManagerConflict';
  /** `conflict with "kubectl-client-side-apply" using apps/v1`. */
  readonly message: string;
  /** e.g. `.spec.replicas`. */
  readonly field: string;
}

/** What became of an apply: the object, or who stands in its way. */
export type ApplyResult<T extends KubeObject> =
  | { readonly object: T }
  /** Refused with 409 `Conflict`; message as upstream's. */
  | { readonly message: string; readonly conflicts: readonly ApplyConflict[] }
  /** Refused with that HTTP status. */
  | { readonly error: string; readonly code: 400 | 500 };

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Server-side apply: merges what the manager wants into the live object (undefined: there is none), takes what it no longer
 * wants and nobody else owns, and records owners in managedFields. Conflicts with other owners refuse it unless `force`.
 * apimachinery pkg/util/managedfields, structured-merge-diff merge/update.go.
 */
export function applyConfiguration<T extends KubeObject>(
  live: T | undefined,
  applied: T,
  context: WriteContext & { readonly force?: boolean },
): ApplyResult<T> {
  if (applied.metadata.managedFields) return { error: 'metadata.managedFields must be nil', code: 400 };
  const faults = typingFaults(applied, context.schema, false);
  if (faults.length > 0) return { error: `${typedFailure(applied)}${printFaults(faults)}`, code: 500 };
  const result = apply(live, applied, context, context.force === true);
  if (!('conflicts' in result)) return { object: withLastApplied(result.object, applied, context) };
  if (context.manager !== 'kubectl' || !live) return refusal(result.conflicts);
  // kubectl takes over, without a conflict, what its own client-side apply wrote.
  const allowed = fieldsOfLastApplied(live, context);
  const left = allowed && withoutAllowed(result.conflicts, allowed);
  if (!left) return refusal(result.conflicts);
  if (left.size > 0) return refusal(left);
  const forced = apply(live, applied, context, true);
  return 'conflicts' in forced
    ? refusal(forced.conflicts)
    : { object: withLastApplied(forced.object, applied, context) };
}

function typedFailure(object: KubeObject): string {
  const { namespace = '', name } = object.metadata;
  const group = groupOf(object.apiVersion);
  const gvk = `${group ? `${group}/` : '/'}${versionOf(object.apiVersion)}, Kind=${object.kind}`;
  return `failed to create typed patch object (${namespace}/${name}; ${gvk}): `;
}

const printFaults = (faults: readonly string[]): string =>
  faults.length === 1 ? faults[0]! : `errors:\n${faults.map((fault) => `  ${fault}`).join('\n')}`;

type Conflicts = ReadonlyMap<Manager, FieldSet>;

function apply<T extends KubeObject>(
  live: T | undefined,
  applied: T,
  context: WriteContext,
  force: boolean,
): { readonly object: T } | { readonly conflicts: Conflicts } {
  const { schema, apiVersion, subresource, time } = context;
  const managers = readManagers(live?.metadata.managedFields);
  const before = live ? comparable(live, schema) : schema ? emptyStruct(schema) : {};
  if (live && managers.size === 0) {
    trackUpdate(managers, schema ? emptyStruct(schema) : {}, before, { ...context, manager: 'before-first-apply' });
  }
  const own = { name: context.manager, operation: 'Apply', apiVersion, ...(subresource && { subresource }) } as const;
  const self = managerId(own);
  const last = managers.get(self);
  const reset = resetFieldsOf(context);
  const fields = recursiveDifference(fieldsOf(applied, schema), reset);
  managers.set(self, { ...own, time: last?.time, fields });
  const merged = mergeFields(before, applied, schema) ?? {};
  const after = last ? prune(merged, managers, last.fields, schema) : merged;
  const known = new Map(managers);
  const comparison = withoutFieldsOf(compareFields(before, after, schema), reset);
  const conflicts = takeFields(managers, self, comparison, force);
  if (conflicts) return { conflicts: new Map([...conflicts].map(([id, set]) => [known.get(id)!, set])) };
  const isSame = live !== undefined && equalJson(before, after);
  const owned = ownable(fields);
  if (owned.isEmpty) managers.delete(self);
  else managers.set(self, { ...own, time: isSame ? last?.time : time, fields: owned });
  const object = isSame ? (live as T) : (withoutNullFields(after, schema) as T);
  return { object: { ...object, metadata: { ...object.metadata, managedFields: writeManagers(managers) } } };
}

/** Takes away what the manager applied last time and not now, unless somebody else owns it. */
function prune(merged: Json, managers: ReadonlyMap<string, Manager>, last: FieldSet, schema: Schema | undefined): Json {
  if (last.isEmpty) return merged;
  const named = (set: FieldSet) => withNamedFields(set, schema);
  let pruned = removeFields(merged, named(last), schema);
  const owned = [...managers.values()].reduce((all, manager) => union(all, manager.fields), new FieldSet());
  const all = named(fieldsOf(merged, schema));
  pruned = removeFields(merged, difference(all, union(named(fieldsOf(pruned, schema)), named(owned))), schema);
  const gone = intersection(difference(all, named(fieldsOf(pruned, schema))), named(last));
  return removeFields(merged, gone, schema);
}

function refusal(conflicts: Conflicts): { readonly message: string; readonly conflicts: readonly ApplyConflict[] } {
  const list = [...conflicts].flatMap(([manager, set]) =>
    set.paths().map((path) => ({ manager: printManager(manager), field: printPath(path) })),
  );
  const causes = list.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict' as const,
    message: `conflict with ${manager}`,
    field,
  }));
  if (list.length === 1) {
    const [{ manager, field }] = list as [(typeof list)[0]];
    return { message: `Apply failed with 1 conflict: conflict with ${manager}: ${field}`, conflicts: causes };
  }
  const managers = [...new Set(list.map((each) => each.manager))].sort();
  const lines = managers.flatMap((manager) => [
    `conflicts with ${manager}:`,
    ...list.filter((each) => each.manager === manager).map((each) => `- ${each.field}`),
  ]);
  return { message: `Apply failed with ${list.length} conflicts: ${lines.join('\n')}`, conflicts: causes };
}

function printManager({ name, operation, apiVersion, subresource }: Manager): string {
  const part = subresource ? ` with subresource ${JSON.stringify(subresource)}` : '';
  return `${JSON.stringify(name)}${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}

/** What client-side apply wrote and nobody changed since: managedfields lastappliedmanager.go. */
function fieldsOfLastApplied(live: KubeObject, context: WriteContext): FieldSet | undefined {
  const text = live.metadata.annotations?.[lastApplied];
  if (!text) return undefined;
  try {
    const object = parseJson(text);
    if ((object as { apiVersion?: Json }).apiVersion !== context.apiVersion) return undefined;
    const comparison = compareFields(object, comparable(live, context.schema), context.schema);
    const fields = fieldsOf(object, context.schema);
    return difference(difference(fields, changedFields(comparison)), comparison.removed);
  } catch {
    return undefined;
  }
}

function withoutAllowed(conflicts: Conflicts, allowed: FieldSet): Conflicts {
  const left = [...conflicts].map(([manager, set]) => [manager, difference(set, allowed)] as const);
  return new Map(left.filter(([, set]) => !set.isEmpty));
}

/** Keeps the annotation of client-side apply in step when kubectl applies server-side: managedfields lastappliedupdater.go. */
function withLastApplied<T extends KubeObject>(object: T, applied: T, context: WriteContext): T {
  const annotations = object.metadata.annotations;
  if (context.manager !== 'kubectl' || !annotations?.[lastApplied]) return object;
  const { [lastApplied]: _, ...own } = applied.metadata.annotations ?? {};
  const configuration = { ...applied, metadata: { ...applied.metadata, annotations: own } };
  const text = `${printJson(asSortedJson(configuration))}\n`;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [lastApplied]: text } } };
}

/** Fields in the order Go prints them. */
function asSortedJson(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => asSortedJson(item as Json));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, asSortedJson(field)]));
}
