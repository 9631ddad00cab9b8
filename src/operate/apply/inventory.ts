import type { Cluster } from '../../cluster/cluster.ts';
import { GatehouseError } from '../../core/errors.ts';
import { compareText } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { ResourceInfo } from '../../kube/resource.ts';
import {
  type ApplySet,
  type ApplySetScope,
  applySetId,
  applySetKeys,
  applySetManager,
  parentKind,
  parentOf,
  readParent,
  widen,
} from './apply-set.ts';

/** Annotation of the parent that names the releases of helm that came with the set: they are no members of it. */
export const releasesAnnotation = 'gatehouse.dev/releases';

/** What was brought to a cluster together, as the cluster remembers it. */
export interface Inventory extends ApplySetScope {
  /** Releases of helm as `namespace/name`. */
  readonly releases: ReadonlySet<string>;
}

const empty: Inventory = { kinds: new Set(), namespaces: new Set(), releases: new Set() };

/** The inventory that a cluster holds of a set, empty where it was never applied. Throws where it is another tool's. */
export async function readInventory(cluster: Pick<Cluster, 'get'>, set: ApplySet): Promise<Inventory> {
  const parent = await cluster.get(parentKind, set.name, set.namespace);
  if (!parent) return empty;
  const scope = readParent(set, parent);
  if ('refused' in scope)
    throw new GatehouseError(`ConfigMap/${set.namespace}/${set.name}: ${scope.refused}`, {
      hint: 'another program keeps what it has applied there: give the lab another name, or remove the ConfigMap',
    });
  return { ...scope, releases: new Set(releasesIn(parent)) };
}

/** The releases of helm that the parent of a set names, as `namespace/name`. */
export const releasesIn = ({ metadata }: UnknownObject): readonly string[] =>
  (metadata.annotations?.[releasesAnnotation] ?? '').split(',').filter((each) => each !== '');

/** Keeps the inventory of a set in the cluster: wider before anything is applied, narrower once all is pruned. */
export interface InventoryKeeper {
  readonly known: () => Inventory;
  readonly widen: (more: Partial<Inventory>) => Promise<void>;
  readonly shrink: (to: Inventory) => Promise<void>;
}

/** A keeper that begins with what the cluster holds; it writes only what changes it, and nothing on trial. */
export async function keepInventory(
  cluster: Pick<Cluster, 'get' | 'apply'>,
  set: ApplySet,
  dryRun: boolean,
): Promise<InventoryKeeper> {
  let known = await readInventory(cluster, set);
  const write = async (next: Inventory) => {
    if (print(set, next) === print(set, known)) return;
    if (!dryRun) await cluster.apply(parent(set, next), { fieldManager: applySetManager(set) });
    known = next;
  };
  return {
    known: () => known,
    widen: (more) => write(union(known, { ...empty, ...more })),
    shrink: write,
  };
}

const union = (one: Inventory, other: Inventory): Inventory => ({
  ...widen(one, other),
  releases: new Set([...one.releases, ...other.releases]),
});

const parent = (set: ApplySet, inventory: Inventory) =>
  parentOf(set, inventory, { [releasesAnnotation]: [...inventory.releases].sort(compareText).join(',') });

/** A text that is the same where the parent would be. */
const print = (set: ApplySet, inventory: Inventory): string =>
  inventory === empty ? '' : JSON.stringify(parent(set, inventory));

/** All members of a set in the kinds of a scope; kinds that are not served any more have none. */
export async function findMembers(
  cluster: Pick<Cluster, 'list' | 'resources'>,
  set: ApplySet,
  { kinds }: ApplySetScope,
): Promise<readonly UnknownObject[]> {
  const served = await cluster.resources();
  const labelSelector = `${applySetKeys.partOf}=${applySetId(set)}`;
  const lists = [...kinds].sort(compareText).flatMap((name) => {
    const found = bestVersion(served.filter((each) => groupKind(each) === name));
    return found ? [cluster.list({ apiVersion: apiVersionOf(found), kind: found.kind }, { labelSelector })] : [];
  });
  return (await Promise.all(lists)).flat();
}

const groupKind = ({ group, kind }: ResourceInfo): string => (group === '' ? kind : `${kind}.${group}`);
const apiVersionOf = ({ group, version }: ResourceInfo): string => (group === '' ? version : `${group}/${version}`);

/** A version that is stable, where there is one. */
const bestVersion = (served: readonly ResourceInfo[]): ResourceInfo | undefined =>
  served.find(({ version }) => /^v\d+$/.test(version)) ?? served[0];
