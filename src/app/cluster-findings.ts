import { checkCluster } from '../check/check-cluster.ts';
import type { FindPlace } from '../check/places.ts';
import { type ClusterInput, type ClusterRule, clusterRulesOf } from '../check/rule.ts';
import type { Finding } from '../core/finding.ts';
import { ruledSystems } from '../systems/ruled.ts';

/** The rules of all systems that look at a running platform. */
const clusterRules: readonly ClusterRule[] = clusterRulesOf(ruledSystems.flatMap(({ rules }) => rules));
/** Ids of those that settle what files leave open. */
export const settlingIds: ReadonlySet<string> = new Set(
  clusterRules.filter(({ settles }) => settles).map(({ id }) => id),
);
const ids: ReadonlySet<string> = new Set(clusterRules.map(({ id }) => id));

/**
 * What came up wrong, as findings: objects that never became ready, addresses nobody has or answers for, promises not kept, and what is
 * not known. Each names its first cause in the words of whoever said it.
 */
export const clusterFindings = (seen: Omit<ClusterInput, 'ids'>, findPlace: FindPlace): Promise<readonly Finding[]> =>
  checkCluster(clusterRules, { ...seen, ids }, findPlace);
