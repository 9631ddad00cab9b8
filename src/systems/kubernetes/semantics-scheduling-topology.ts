import { matchesSelector } from '../../kube/selector.ts';
import type { Node, Pod, PodAffinityTerm, TopologySpreadConstraint } from '../../kube/types.ts';
import { matchesNodeAffinity, matchesPodTerm } from './semantics-affinity.ts';
import type { NodeView } from './semantics-scheduling.ts';
import type { Obstacle } from './semantics-scheduling-filters.ts';
import { untoleratedTaint } from './semantics-taints.ts';

const domainOf = (node: Node, key: string): string | undefined => node.metadata.labels?.[key];

/** The pods of all nodes in the same topology domain. */
const neighbours = (view: NodeView, views: readonly NodeView[], key: string): readonly Pod[] => {
  const domain = domainOf(view.node, key);
  if (domain === undefined) return [];
  return views.filter(({ node }) => domainOf(node, key) === domain).flatMap(({ pods }) => pods);
};

const constraintsOf = (pod: Pod, action: string): readonly TopologySpreadConstraint[] =>
  (pod.spec.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action);

/** The constraint's selector with what matchLabelKeys add to it. */
function countsPod(constraint: TopologySpreadConstraint, holder: Pod, other: Pod): boolean {
  if (other.metadata.namespace !== holder.metadata.namespace || other.metadata.deletionTimestamp) return false;
  const labels = other.metadata.labels ?? {};
  const keys = constraint.matchLabelKeys ?? [];
  if (keys.some((key) => holder.metadata.labels?.[key] !== undefined && holder.metadata.labels[key] !== labels[key])) {
    return false;
  }
  return constraint.labelSelector !== undefined && matchesSelector(constraint.labelSelector, labels);
}

/** Matching pods per domain, over the nodes that the inclusion policies count. */
function countDomains(constraint: TopologySpreadConstraint, pod: Pod, views: readonly NodeView[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { node, pods } of views) {
    const domain = domainOf(node, constraint.topologyKey);
    if (domain === undefined) continue;
    if (constraint.nodeAffinityPolicy !== 'Ignore' && !matchesNodeAffinity(pod.spec, node)) continue;
    const honored = constraint.nodeTaintsPolicy === 'Honor';
    if (honored && untoleratedTaint(node.spec?.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])) continue;
    const matching = pods.filter((other) => countsPod(constraint, pod, other)).length;
    counts.set(domain, (counts.get(domain) ?? 0) + matching);
  }
  return counts;
}

interface Counted {
  readonly pod: Pod;
  readonly views: readonly NodeView[];
  readonly counts: ReadonlyMap<string, number>;
}

const counted = new WeakMap<TopologySpreadConstraint, Counted>();

/** As `countDomains`, which is asked for every node anew and the same for all of them. */
function domainCounts(
  constraint: TopologySpreadConstraint,
  pod: Pod,
  views: readonly NodeView[],
): ReadonlyMap<string, number> {
  const known = counted.get(constraint);
  if (known?.pod === pod && known.views === views) return known.counts;
  const counts = countDomains(constraint, pod, views);
  counted.set(constraint, { pod, views, counts });
  return counts;
}

function skewOn(constraint: TopologySpreadConstraint, pod: Pod, domain: string, views: readonly NodeView[]): number {
  const counts = domainCounts(constraint, pod, views);
  const tooFew = counts.size < (constraint.minDomains ?? 1);
  const least = tooFew || counts.size === 0 ? 0 : [...counts.values()].reduce((a, b) => Math.min(a, b));
  return (counts.get(domain) ?? 0) + (countsPod(constraint, pod, pod) ? 1 : 0) - least;
}

/** plugins/podtopologyspread Filter. */
export function spreadObstacle(pod: Pod, view: NodeView, views: readonly NodeView[]): Obstacle | undefined {
  const text = "node(s) didn't match pod topology spread constraints";
  for (const constraint of constraintsOf(pod, 'DoNotSchedule')) {
    const domain = domainOf(view.node, constraint.topologyKey);
    if (domain === undefined) return { reasons: [`${text} (missing required label)`], resolvable: false };
    if (skewOn(constraint, pod, domain, views) > constraint.maxSkew) return { reasons: [text], resolvable: true };
  }
  return undefined;
}

/** How uneven the soft constraints would be with the pod on this node; 0 without any. */
export const softSkew = (pod: Pod, view: NodeView, views: readonly NodeView[]): number =>
  constraintsOf(pod, 'ScheduleAnyway').reduce((sum, constraint) => {
    const domain = domainOf(view.node, constraint.topologyKey);
    return sum + (domain === undefined ? 0 : skewOn(constraint, pod, domain, views));
  }, 0);

/** plugins/interpodaffinity Filter: own affinity, own anti-affinity, then the anti-affinity of those already there. */
export function affinityObstacle(pod: Pod, view: NodeView, views: readonly NodeView[]): Obstacle | undefined {
  const { namespace } = pod.metadata;
  const near = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (!near.every((term) => satisfiesAffinity(term, pod, view, views))) {
    return { reasons: ["node(s) didn't match pod affinity rules"], resolvable: false };
  }
  const far = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const disliked = (term: PodAffinityTerm) =>
    neighbours(view, views, term.topologyKey).some((other) => matchesPodTerm(term, namespace, other));
  if (far.some(disliked)) return { reasons: ["node(s) didn't match pod anti-affinity rules"], resolvable: true };
  if (repellersIn(views).some(({ holder, home }) => repels(holder, home, pod, view.node))) {
    return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], resolvable: true };
  }
  return undefined;
}

/** A term holds in its domain; or nowhere a pod matches it and the pod itself does, so that a first pod can start. */
function satisfiesAffinity(term: PodAffinityTerm, pod: Pod, view: NodeView, views: readonly NodeView[]): boolean {
  if (domainOf(view.node, term.topologyKey) === undefined) return false;
  const { namespace } = pod.metadata;
  if (neighbours(view, views, term.topologyKey).some((other) => matchesPodTerm(term, namespace, other))) return true;
  const anywhere = views.some(({ pods }) => pods.some((other) => matchesPodTerm(term, namespace, other)));
  return !anywhere && matchesPodTerm(term, namespace, pod);
}

interface Repeller {
  readonly holder: Pod;
  readonly home: Node;
}

// Asked for every node anew, and the same for all of them.
const repellers = new WeakMap<readonly NodeView[], readonly Repeller[]>();

/** The pods there that want some others away from them. */
function repellersIn(views: readonly NodeView[]): readonly Repeller[] {
  const known = repellers.get(views);
  if (known) return known;
  const found = views.flatMap(({ node, pods }) =>
    pods
      .filter(({ spec }) => spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length)
      .map((holder) => ({ holder, home: node })),
  );
  repellers.set(views, found);
  return found;
}

function repels(holder: Pod, home: Node, pod: Pod, node: Node): boolean {
  const terms = holder.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.some((term) => {
    const domain = domainOf(node, term.topologyKey);
    return (
      domain !== undefined &&
      domain === domainOf(home, term.topologyKey) &&
      matchesPodTerm(term, holder.metadata.namespace, pod)
    );
  });
}

/** Weights of preferred pod affinity minus those of preferred anti-affinity that hold on the node. */
export function preferredPodWeight(pod: Pod, view: NodeView, views: readonly NodeView[]): number {
  const { namespace } = pod.metadata;
  const weigh = (terms: readonly { readonly weight: number; readonly podAffinityTerm: PodAffinityTerm }[] = []) =>
    terms
      .map(({ weight, podAffinityTerm: term }) => {
        const matching = neighbours(view, views, term.topologyKey).filter((o) => matchesPodTerm(term, namespace, o));
        return weight * matching.length;
      })
      .reduce((sum, weight) => sum + weight, 0);
  const affinity = pod.spec.affinity;
  return (
    weigh(affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution) -
    weigh(affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution)
  );
}
