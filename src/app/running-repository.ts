import type { DiscoveredKustomization } from '../repo/discover.ts';
import { isFluxKustomization, nameKey } from '../repo/flux-objects.ts';
import type { Repository, RepositoryObject } from '../repo/repository.ts';

/** Objects of something that runs as a repository without files: what each Kustomization applied is known by their labels. */
export function repositoryOf(objects: readonly RepositoryObject[]): Repository {
  const kustomizations = objects
    .filter(({ object }) => isFluxKustomization(object))
    .map((each): DiscoveredKustomization => {
      const name = nameKey(each.object);
      return {
        kustomization: each,
        ...(each.appliedBy !== undefined && each.appliedBy !== name && { parent: each.appliedBy }),
        objects: objects.filter(({ appliedBy }) => appliedBy === name),
        findings: [],
        looked: new Set(),
      };
    });
  return {
    ...{ tree: new Map(), objects, kustomizations, entry: [], assumed: [], local: new Set() },
    ...{ unapplied: [], findings: [] },
  };
}
