import { GatehouseError } from '../core/errors.ts';
import type { RepositoryCluster } from '../repo/repository.ts';

/** Which clusters of a repository are asked about. */
export interface ClusterChoice {
  /** Name or folder of the cluster, as a person gave it. */
  readonly named?: string | undefined;
  /** Folder of the repository that a command was given, from its root; `''` is the root. */
  readonly within: string;
}

/**
 * The clusters that are asked about: the one that is named; otherwise that whose folder holds the folder a command was given; otherwise all.
 * Throws a GatehouseError for a name that is none of theirs.
 */
export function chooseClusters(
  clusters: readonly RepositoryCluster[],
  { named, within }: ClusterChoice,
): readonly RepositoryCluster[] {
  if (named === undefined) {
    const around = clusters.filter(({ folder }) => isIn(within, folder));
    return clusters.length > 1 && around.length === 1 ? around : clusters;
  }
  const asked = normal(named);
  const found = clusters.filter((each) => asked === each.name || asked === each.folder);
  const inside = clusters.filter(({ folder }) => folder !== '' && isIn(asked, folder));
  const chosen = found.length > 0 ? found : inside;
  if (chosen.length === 1) return chosen;
  throw new GatehouseError(`--cluster ${named}: the repository holds no cluster of that name or folder`, {
    hint: isOne(clusters) ? 'it is for one cluster: leave --cluster out' : `it holds ${listOf(clusters)}`,
  });
}

/** The one cluster that a command needs. Throws a GatehouseError, with the list, where several are left. */
export function theOneCluster(chosen: readonly RepositoryCluster[], path: string): RepositoryCluster {
  const [first, ...others] = chosen as [RepositoryCluster, ...RepositoryCluster[]];
  if (others.length === 0) return first;
  throw new GatehouseError(`${path} is for ${chosen.length} clusters: which one is meant?`, {
    hint: `name it with --cluster: ${listOf(chosen)}`,
  });
}

const isOne = (clusters: readonly RepositoryCluster[]): boolean => clusters.length === 1;

const listOf = (clusters: readonly RepositoryCluster[]): string =>
  clusters.map(({ name, folder }) => (name === folder ? name : `${name} (${folder || '.'})`)).join(', ');

const normal = (path: string): string => path.replace(/^(\.\/)+/, '').replace(/\/+$/, '');

const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
