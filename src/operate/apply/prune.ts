import type { Cluster } from '../../cluster/cluster.ts';
import { isReason, KindNotServed } from '../../cluster/status-error.ts';
import { groupOf, printRef, type UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { isDefinition, sortForInstall } from '../install/install-order.ts';
import { foreignIn, type HeldInNamespace } from './foreign-in-namespace.ts';

/** An object that left a set and stays in the cluster all the same. */
export interface LeftObject {
  readonly object: UnknownObject;
  readonly why: string;
}

/** What became of objects that left a set. */
export interface Pruned {
  readonly removed: readonly UnknownObject[];
  readonly left: readonly LeftObject[];
}

/** In which of the three rounds an object goes: definitions take their objects along, namespaces all that is in them. */
export function pruningRound(object: UnknownObject): 'plain' | 'definition' | 'namespace' {
  if (isDefinition(object)) return 'definition';
  return object.kind === 'Namespace' && object.apiVersion === 'v1' ? 'namespace' : 'plain';
}

/** Why objects stay that left a set. */
export interface Staying {
  /** Why a namespace is still needed; undefined where it is not. */
  readonly stays: (namespace: string) => string | undefined;
  /** Whether an object goes as well, so that it keeps nothing else. */
  readonly isLeaving: (object: UnknownObject) => boolean;
}

/**
 * Removes what left a set, the last installed kinds first. Data is left where it is: claims and volumes, namespaces that still hold
 * something of others, definitions of which others have objects. What is going already is not asked to go again.
 */
export async function pruneObjects(
  cluster: Pick<Cluster, 'delete' | 'list' | 'resources'>,
  objects: readonly UnknownObject[],
  { dryRun, ...staying }: Staying & { readonly dryRun: boolean },
): Promise<Pruned> {
  const removed: UnknownObject[] = [];
  const left: LeftObject[] = [];
  for (const object of sortForInstall(objects).toReversed()) {
    if (object.metadata.deletionTimestamp) continue;
    const why = await whyLeft(cluster, object, staying);
    if (why !== undefined) left.push({ object, why });
    else {
      if (!dryRun) await remove(cluster, object);
      removed.push(object);
    }
  }
  return { removed, left };
}

/** Why an object that left a set stays in the cluster all the same; undefined where it is removed. */
export async function whyLeft(
  cluster: Pick<Cluster, 'list' | 'resources'>,
  object: UnknownObject,
  { stays, isLeaving }: Staying,
): Promise<string | undefined> {
  const { kind, metadata } = object;
  if (groupOf(object.apiVersion) === '' && (kind === 'PersistentVolumeClaim' || kind === 'PersistentVolume'))
    return 'it stands for data';
  const round = pruningRound(object);
  if (round === 'namespace') {
    const claims = await cluster.list(kinds.PersistentVolumeClaim, { namespace: metadata.name });
    if (claims[0]) return stays(metadata.name) ?? `it holds ${printRef(claims[0])}, which stands for data`;
    return stays(metadata.name) ?? whyHeld(await foreignIn(cluster, metadata.name, isLeaving));
  }
  if (round === 'definition') {
    const first = (await objectsOf(cluster, object)).find((each) => !isLeaving(each));
    return first && `there is still ${printRef(first)}`;
  }
  return undefined;
}

/** Names of others' objects that are told. */
const namedAtMost = 3;

function whyHeld({ objects, unread }: HeldInNamespace): string | undefined {
  const names = objects.slice(0, namedAtMost).map(printRef).join(', ');
  const more = objects.length - namedAtMost;
  if (objects.length > 0)
    return `it holds ${names}${more > 0 ? ` and ${more} more` : ''}, which the lab has not brought`;
  return unread.length > 0 ? `what it holds is not all known: ${unread.join(', ')} may not be listed` : undefined;
}

/** Objects of a definition that are not going. */
async function objectsOf(cluster: Pick<Cluster, 'list'>, definition: UnknownObject): Promise<readonly UnknownObject[]> {
  const spec = definition.spec as {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions?: readonly { readonly name: string; readonly served: boolean }[];
  };
  const version = spec.versions?.find(({ served }) => served)?.name;
  if (version === undefined) return [];
  const found = await cluster
    .list({ apiVersion: `${spec.group}/${version}`, kind: spec.names.kind })
    .catch((thrown: unknown) => {
      if (thrown instanceof KindNotServed) return [];
      throw thrown;
    });
  return found.filter(({ metadata }) => !metadata.deletionTimestamp);
}

/** Removes the very object that was seen: one of the same name that came after it stays. */
async function remove(cluster: Pick<Cluster, 'delete'>, object: UnknownObject): Promise<void> {
  const { name, namespace, uid } = object.metadata;
  try {
    const preconditions = uid === undefined ? {} : { preconditions: { uid } };
    await cluster.delete(object, name, namespace, { propagationPolicy: 'Background', ...preconditions });
  } catch (thrown) {
    if (!isReason(thrown, 'NotFound') && !isReason(thrown, 'Conflict')) throw thrown;
  }
}
