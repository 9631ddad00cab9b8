import { compareText } from '../core/finding.ts';
import { emptySet, type FieldSet, fromFieldsV1, toFieldsV1, union } from './fields/field-set.ts';
import type { Json, ManagedFieldsEntry } from './object.ts';

/** One manager of an object and the fields it owns. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fields: FieldSet;
}

/** Managers by identity: appliers by name and subresource, updaters by version too. */
export type Managers = ReadonlyMap<string, Manager>;

/** What tells managers apart: apimachinery managedfields BuildManagerIdentifier. */
export function managerId(manager: Omit<Manager, 'fields' | 'time'>): string {
  const { name, operation, apiVersion, subresource = '' } = manager;
  return JSON.stringify([name, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

/** Managers of an object's metadata.managedFields. Entries nobody can read are none. */
export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): Map<string, Manager> {
  const managers = new Map<string, Manager>();
  for (const entry of entries ?? []) {
    if (entry.fieldsType !== 'FieldsV1' || !entry.apiVersion) return new Map();
    const { manager: name, operation, apiVersion, subresource, time } = entry;
    const fields = fieldsOfEntry(entry.fieldsV1);
    const manager: Manager = { name, operation, apiVersion, ...(subresource && { subresource }), time, fields };
    managers.set(managerId(manager), manager);
  }
  return managers;
}

const parsed = new WeakMap<object, FieldSet>();

// Entries are shared between the versions of an object, most of which change none of them.
function fieldsOfEntry(fieldsV1: { readonly [key: string]: Json } | undefined): FieldSet {
  if (!fieldsV1) return emptySet;
  let set = parsed.get(fieldsV1);
  if (!set) {
    set = fromFieldsV1(fieldsV1);
    parsed.set(fieldsV1, set);
  }
  return set;
}

const written = new WeakMap<FieldSet, ManagedFieldsEntry['fieldsV1']>();

/** metadata.managedFields of managers, in upstream's order (operation, time, name, version, subresource); undefined for none. */
export function writeManagers(managers: Managers): readonly ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()].sort(compareManagers).map((manager) => {
    const { name, operation, apiVersion, subresource, time, fields } = manager;
    let fieldsV1 = written.get(fields);
    if (!fieldsV1) {
      fieldsV1 = toFieldsV1(fields);
      written.set(fields, fieldsV1);
      parsed.set(fieldsV1, fields);
    }
    const at = time === undefined ? {} : { time };
    const part = subresource ? { subresource } : {};
    return { manager: name, operation, apiVersion, ...at, fieldsType: 'FieldsV1', fieldsV1, ...part };
  });
}

const compareManagers = (a: Manager, b: Manager): number =>
  compareText(a.operation, b.operation) ||
  compareText(a.time ?? '', b.time ?? '') ||
  compareText(a.name, b.name) ||
  compareText(a.apiVersion, b.apiVersion) ||
  compareText(a.subresource ?? '', b.subresource ?? '');

const mostUpdaters = 10;

/** Merges the oldest updaters of a version into `ancient-changes` when there are more than ten: managedfields capmanagers.go. */
export function capUpdaters(managers: Map<string, Manager>): void {
  const updaters = [...managers].filter(([, manager]) => manager.operation === 'Update');
  updaters.sort(([a, x], [b, y]) => compareText(x.time ?? '', y.time ?? '') || compareText(a, b));
  const firstOf = new Map<string, string>();
  let count = updaters.length;
  for (const [id, manager] of updaters) {
    if (count <= mostUpdaters) return;
    const first = firstOf.get(manager.apiVersion);
    if (first === undefined) {
      firstOf.set(manager.apiVersion, id);
      continue;
    }
    const ancient = { name: 'ancient-changes', operation: 'Update', apiVersion: manager.apiVersion } as const;
    const bucket = managerId(ancient);
    const before = managers.get(bucket) ?? managers.get(first)!;
    managers.delete(first);
    managers.delete(id);
    managers.set(bucket, { ...ancient, time: manager.time, fields: union(manager.fields, before.fields) });
    count -= 1;
  }
}
