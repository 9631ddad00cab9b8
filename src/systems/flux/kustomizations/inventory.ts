import type { Cluster } from '../../../cluster/cluster.ts';
import { KindNotServed } from '../../../cluster/status-error.ts';
import { messageOf } from '../../../core/errors.ts';
import { groupOf, printRef, type UnknownObject, versionOf } from '../../../kube/object.ts';
import type { Change } from '../apply/apply-objects.ts';
import { compareForApply } from '../apply/apply-order.ts';
import type { InventoryEntry } from '../read-objects.ts';

/** Identity of an object in an inventory (fluxcd/cli-utils pkg/object/objmetadata.go); colons of RBAC names are doubled underscores. */
export function inventoryEntry(object: UnknownObject): InventoryEntry {
  const { namespace = '', name } = object.metadata;
  const written = groupOf(object.apiVersion) === 'rbac.authorization.k8s.io' ? name.replaceAll(':', '__') : name;
  return {
    id: `${namespace}_${written}_${groupOf(object.apiVersion)}_${object.kind}`,
    v: versionOf(object.apiVersion),
  };
}

/** The object an entry names, without its content. */
export function objectOfEntry({ id, v }: InventoryEntry): UnknownObject {
  const namespace = id.slice(0, id.indexOf('_'));
  const rest = id.slice(namespace.length + 1);
  const kind = rest.slice(rest.lastIndexOf('_') + 1);
  const named = rest.slice(0, -kind.length - 1);
  const group = named.slice(named.lastIndexOf('_') + 1);
  const written = named.slice(0, named.lastIndexOf('_'));
  const name = group === 'rbac.authorization.k8s.io' ? written.replaceAll('__', ':') : written;
  return { apiVersion: group ? `${group}/${v}` : v, kind, metadata: { name, ...(namespace && { namespace }) } };
}

/** Entries of the old inventory that are not in the new one. */
export function staleEntries(
  old: readonly InventoryEntry[],
  now: readonly InventoryEntry[],
): readonly InventoryEntry[] {
  const kept = new Set(now.map(({ id }) => id));
  return old.filter(({ id }) => !kept.has(id));
}

const prefix = 'kustomize.toolkit.fluxcd.io/';
const protections = { prune: 'disabled', reconcile: 'disabled', ssa: 'ignore' };

export interface PruneResult {
  readonly changes: readonly Change[];
  /** What could not be deleted, with the reasons. */
  readonly survivors: readonly InventoryEntry[];
  readonly error?: string;
}

/** Deletes objects that are still owned and not protected, last applied kinds first (ssa/manager_delete.go DeleteAll). */
export async function deleteEntries(
  cluster: Cluster,
  entries: readonly InventoryEntry[],
  labels: Readonly<Record<string, string>>,
): Promise<PruneResult> {
  const changes: Change[] = [];
  const survivors: InventoryEntry[] = [];
  let errors = '';
  const objects = entries.map((entry) => ({ entry, object: objectOfEntry(entry) }));
  for (const { entry, object } of objects.sort((a, b) => compareForApply(b.object, a.object))) {
    try {
      changes.push({ object, action: await deleteOwned(cluster, object, labels) });
    } catch (thrown) {
      survivors.push(entry);
      errors += `${printRef(object)} delete failed: ${messageOf(thrown)};`;
    }
  }
  return { changes, survivors, ...(errors && { error: `delete failed, errors: ${errors}` }) };
}

async function deleteOwned(cluster: Cluster, object: UnknownObject, labels: Readonly<Record<string, string>>) {
  const { name, namespace } = object.metadata;
  const existing = await readExisting(cluster, object);
  if (!existing) return 'deleted' as const;
  const owned = Object.entries(labels).every(([key, value]) => existing.metadata.labels?.[key] === value);
  if (!owned || isProtected(existing)) return 'skipped' as const;
  await cluster.delete(object, name, namespace, { propagationPolicy: 'Background' });
  return 'deleted' as const;
}

/** An object of a kind that is no longer served is gone with its kind. */
async function readExisting(cluster: Cluster, object: UnknownObject): Promise<UnknownObject | undefined> {
  try {
    return await cluster.get(object, object.metadata.name, object.metadata.namespace);
  } catch (thrown) {
    if (thrown instanceof KindNotServed) return undefined;
    throw thrown;
  }
}

function isProtected({ metadata: { labels = {}, annotations = {} } }: UnknownObject): boolean {
  return Object.entries(protections).some(([key, value]) =>
    [labels[prefix + key], annotations[prefix + key]].some((text) => text?.toLowerCase() === value),
  );
}

/** Changes as events list them. */
export const printChanges = (changes: readonly Change[]): string =>
  changes.map(({ object, action }) => `${printRef(object)} ${action}`).join('\n');
