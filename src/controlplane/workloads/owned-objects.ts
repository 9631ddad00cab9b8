import type { ControllerContext } from '../../cluster/controller.ts';
import type { KindRef, KubeObject } from '../../kube/object.ts';
import { type LabelSelector, matchesSelector } from '../../kube/selector.ts';
import type { ObjectIndex } from '../kit/object-index.ts';
import { controllerKeys, controllerOf, controllerReference, isControlledBy, isDeleting } from '../kit/ownership.ts';

/** Keys by which a workload finds what it owns and what it may adopt. */
export const ownedKeys = (object: KubeObject): readonly string[] =>
  controllerOf(object) ? controllerKeys(object) : [`orphans:${object.metadata.namespace}`];

export interface Adopter<T extends KubeObject> {
  readonly owner: KubeObject;
  readonly kind: KindRef;
  readonly selector: LabelSelector;
  readonly index: ObjectIndex<T>;
  /** Whether an orphan is of interest, e.g. not ended. */
  readonly adopts: (object: T) => boolean;
}

/**
 * The objects an owner has: those it controls and that match its selector, and matching orphans, which it adopts.
 * Those it controls but that match no more are let go (pkg/controller/controller_ref_manager.go).
 */
export async function gatherOwned<T extends KubeObject>(
  claimant: Adopter<T>,
  context: ControllerContext,
): Promise<readonly T[]> {
  const { owner, selector, index, adopts } = claimant;
  const claimed: T[] = [];
  for (const object of index.at(`owner:${owner.metadata.uid}`)) {
    if (matchesSelector(selector, object.metadata.labels)) claimed.push(object);
    else if (!isDeleting(owner)) await release(object, owner, index, context);
  }
  if (isDeleting(owner)) return claimed;
  for (const object of index.at(`orphans:${owner.metadata.namespace}`)) {
    if (isDeleting(object) || !adopts(object) || !matchesSelector(selector, object.metadata.labels)) continue;
    claimed.push(await adopt(object, claimant, context));
  }
  return claimed;
}

async function adopt<T extends KubeObject>(
  object: T,
  { owner, kind, index }: Adopter<T>,
  context: ControllerContext,
): Promise<T> {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner, kind)];
  const adopted = await context.cluster.update({ ...object, metadata: { ...object.metadata, ownerReferences } });
  index.put(adopted);
  return adopted;
}

async function release<T extends KubeObject>(
  object: T,
  owner: KubeObject,
  index: ObjectIndex<T>,
  context: ControllerContext,
): Promise<void> {
  if (!isControlledBy(object, owner) || isDeleting(object)) return;
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  index.put(await context.cluster.update({ ...object, metadata: { ...object.metadata, ownerReferences } }));
}
