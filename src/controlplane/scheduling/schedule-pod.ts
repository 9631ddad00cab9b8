import { compareText } from '../../core/finding.ts';
import type { Pod } from '../../kube/types.ts';
import { untoleratedTaint } from '../nodes/taints.ts';
import { namedNodes, preferredNodeWeight } from './affinity.ts';
import type { NodeView, Obstacle } from './contract.ts';
import { prepareFilters } from './filters.ts';
import { type PodTopology, readTopology } from './topology.ts';

/** Where a pod goes, or the text of the FailedScheduling event. */
export type Placement = { readonly node: string } | { readonly message: string };

/**
 * Decides where a pod goes: the filters of the default profile of kube-scheduler 1.36 (pkg/scheduler/framework/plugins),
 * then the preferences, then the fewest pods, then the node's name. Upstream draws among equals; here the name decides.
 */
export function schedulePod(pod: Pod, views: readonly NodeView[]): Placement {
  if (views.length === 0) return { message: 'no nodes available to schedule pods' };
  const named = namedNodes(pod.spec);
  const topology = readTopology(pod, views);
  const findObstacle = prepareFilters(pod, topology);
  const obstacles: Obstacle[] = [];
  const fitting: NodeView[] = [];
  for (const view of views) {
    const obstacle = named && !named.has(view.node.metadata.name) ? notNamed : findObstacle(view);
    if (obstacle) obstacles.push(obstacle);
    else fitting.push(view);
  }
  if (fitting.length === 0) return { message: explainObstacles(obstacles, views.length) };
  if (fitting.length === 1) return { node: fitting[0]!.node.metadata.name };
  return { node: best(pod, fitting, topology).node.metadata.name };
}

const notNamed: Obstacle = { reasons: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"], resolvable: false };

/** The node with the best rank; of equals the first by name. */
function best(pod: Pod, fitting: readonly NodeView[], topology: PodTopology): NodeView {
  const rankOf = prepareRank(pod, topology);
  let chosen = fitting[0]!;
  let rank = rankOf(chosen);
  for (const view of fitting) {
    const other = rankOf(view);
    const order = compareRanks(other, rank) || compareText(view.node.metadata.name, chosen.node.metadata.name);
    if (order < 0) [chosen, rank] = [view, other];
  }
  return chosen;
}

const softEffects = ['PreferNoSchedule'] as const;

/** How good a node is for a pod: smaller is better, field by field. */
interface Rank {
  readonly tainted: number;
  readonly unwanted: number;
  readonly skew: number;
  readonly pods: number;
}

const prepareRank =
  ({ spec }: Pod, topology: PodTopology) =>
  ({ node, pods }: NodeView): Rank => ({
    tainted: untoleratedTaint(node.spec?.taints, spec.tolerations, softEffects) ? 1 : 0,
    unwanted: -(preferredNodeWeight(spec, node) + topology.preferredWeightOn(node)),
    skew: topology.softSkewOn(node),
    pods: pods.length,
  });

const compareRanks = (a: Rank, b: Rank): number =>
  a.tainted - b.tainted || a.unwanted - b.unwanted || a.skew - b.skew || a.pods - b.pods;

/** pkg/scheduler/framework/types.go FitError.Error, with what the default post-filter plugins add. */
export function explainObstacles(obstacles: readonly Obstacle[], nodes: number): string {
  const preempting = obstacles.map(({ resolvable }) => ({
    reasons: [resolvable ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling'],
  }));
  const said = histogram(obstacles, nodes);
  return `${said} no new claims to deallocate, preemption: ${histogram(preempting, nodes)}`;
}

function histogram(obstacles: readonly { readonly reasons: readonly string[] }[], nodes: number): string {
  const counts = new Map<string, number>();
  for (const reason of obstacles.flatMap(({ reasons }) => reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const texts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort(compareText);
  return `0/${nodes} nodes are available: ${texts.join(', ')}.`;
}
