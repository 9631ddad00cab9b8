import type { FileTree } from '../core/file-tree.ts';
import type { ClusterGroup } from './cluster-groups.ts';
import type { Discovery } from './discover.ts';
import { shareReadings } from './documents.ts';
import { copyTree, filterTree } from './lazy-tree.ts';

/** What Flux makes of a cluster. */
export interface FollowedCluster {
  readonly group: ClusterGroup;
  readonly discovery: Discovery;
}

/** The files of a repository without those that other clusters alone apply or start from. Each cluster is known by its tree. */
export function treeOfCluster(tree: FileTree, cluster: FollowedCluster, all: readonly FollowedCluster[]): FileTree {
  const own = lookedAt(cluster);
  const others = new Set<string>();
  for (const each of all) {
    if (each === cluster) continue;
    for (const path of lookedAt(each)) if (!own.has(path)) others.add(path);
  }
  const kept = filterTree(tree, (file) => !others.has(file));
  const part = kept === tree ? copyTree(tree) : kept;
  shareReadings(part, tree);
  return part;
}

/** Files that a cluster starts from, and that its builds look at. */
export function lookedAt({ group: { starts }, discovery: { kustomizations } }: FollowedCluster): ReadonlySet<string> {
  const looked = new Set<string>();
  for (const { kustomization } of starts) if (kustomization.origin) looked.add(kustomization.origin.file);
  for (const each of kustomizations) for (const path of each.looked) looked.add(path);
  return looked;
}
