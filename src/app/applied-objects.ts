import { isFluxKustomization } from '../repo/flux-objects.ts';
import type { Repository, RepositoryObject } from '../repo/repository.ts';

/**
 * What comes to a cluster, in the order of the Kustomizations (parents first), each with what its releases install after its own objects. Where
 * nothing of Flux stands in the files, all of them, and then what releases install; where Flux reads them by ways that are not known, nothing.
 */
export function appliedObjects({ kustomizations, objects }: Repository): readonly RepositoryObject[] {
  if (kustomizations.length === 0 && objects.some(({ object }) => isFluxKustomization(object))) return [];
  if (kustomizations.length === 0) return [...objects.filter(isWritten), ...objects.filter((each) => !isWritten(each))];
  const groups = new Map<string, RepositoryObject[]>();
  for (const each of objects) {
    if (each.appliedBy === undefined) continue;
    const group = groups.get(each.appliedBy);
    if (group) group.push(each);
    else groups.set(each.appliedBy, [each]);
  }
  return [...groups.values()].flatMap((group) => [
    ...group.filter(isWritten),
    ...group.filter((each) => !isWritten(each)),
  ]);
}

/** Whether it stands in a file, and is not made by a chart. */
const isWritten = ({ madeBy }: RepositoryObject): boolean => madeBy === undefined;
