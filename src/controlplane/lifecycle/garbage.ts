import type { KubeObject, OwnerReference } from '../../kube/object.ts';

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

export type Propagation = 'Foreground' | 'Background' | 'Orphan';

/** How an object whose owners are gone is deleted: as its own finalizers say (garbagecollector.go attemptToDeleteItem). */
export function inheritedPropagation({ metadata }: KubeObject): Propagation {
  if (metadata.finalizers?.includes(orphanFinalizer)) return 'Orphan';
  return metadata.finalizers?.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
}

/** Whether the object is being deleted and waits until its dependents are. */
export const awaitsDependents = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(foregroundFinalizer) === true;

/** Whether the object is being deleted and leaves its dependents behind. */
export const orphansDependents = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(orphanFinalizer) === true;

export type OwnerState = 'solid' | 'dangling' | 'waiting';

/** What to do with a dependent, given its owners. */
export type Verdict =
  | { readonly act: 'keep' }
  | { readonly act: 'release'; readonly owners: readonly OwnerReference[] }
  | { readonly act: 'delete'; readonly propagation: Propagation };

/** pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem: a living owner keeps the dependent. */
export function judge(
  object: KubeObject,
  stateOf: (owner: OwnerReference) => OwnerState,
  hasDependents: boolean,
): Verdict {
  const owners = object.metadata.ownerReferences ?? [];
  const states = owners.map(stateOf);
  if (owners.length === 0) return { act: 'keep' };
  if (states.includes('solid')) {
    const solid = owners.filter((_, index) => states[index] === 'solid');
    return solid.length === owners.length ? { act: 'keep' } : { act: 'release', owners: solid };
  }
  if (states.includes('waiting') && hasDependents) return { act: 'delete', propagation: 'Foreground' };
  return { act: 'delete', propagation: inheritedPropagation(object) };
}
