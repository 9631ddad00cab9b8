import { matchesSelector } from '../../kube/selector.ts';
import type { Node, Pod, PodAffinityTerm, TopologySpreadConstraint } from '../../kube/types.ts';
import { untoleratedTaint } from '../nodes/taints.ts';
import { matchesNodeAffinity, matchesPodTerm } from './affinity.ts';
import type { NodeView, Obstacle } from './contract.ts';

/** What other pods mean for one pod, over all nodes: counted once for each pod, as upstream does in PreFilter and PreScore. */
export interface PodTopology {
  /** plugins/podtopologyspread, then plugins/interpodaffinity Filter. */
  readonly obstacleOn: (node: Node) => Obstacle | undefined;
  /** Weights of preferred pod affinity minus those of preferred anti-affinity that hold on the node. */
  readonly preferredWeightOn: (node: Node) => number;
  /** How uneven the soft constraints would be with the pod on this node; 0 without any. */
  readonly softSkewOn: (node: Node) => number;
}

/** Looks at the pods of all nodes for the sake of one that waits. */
export function readTopology(pod: Pod, views: readonly NodeView[]): PodTopology {
  const spread = spreadObstacle(pod, views);
  const affinity = affinityObstacle(pod, views);
  return {
    obstacleOn: (node) => spread(node) ?? affinity(node),
    preferredWeightOn: preferredWeight(pod, views),
    softSkewOn: softSkew(pod, views),
  };
}

const domainOf = (node: Node, key: string): string | undefined => node.metadata.labels?.[key];

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

/** How uneven a constraint is with the pod in a domain. */
function readSkew(constraint: TopologySpreadConstraint, pod: Pod, views: readonly NodeView[]) {
  const counts = countDomains(constraint, pod, views);
  const tooFew = counts.size < (constraint.minDomains ?? 1);
  const least = tooFew || counts.size === 0 ? 0 : Math.min(...counts.values());
  const own = countsPod(constraint, pod, pod) ? 1 : 0;
  return (domain: string): number => (counts.get(domain) ?? 0) + own - least;
}

function spreadObstacle(pod: Pod, views: readonly NodeView[]): (node: Node) => Obstacle | undefined {
  const text = "node(s) didn't match pod topology spread constraints";
  const hard = constraintsOf(pod, 'DoNotSchedule').map((constraint) => ({
    constraint,
    skewIn: readSkew(constraint, pod, views),
  }));
  return (node) => {
    for (const { constraint, skewIn } of hard) {
      const domain = domainOf(node, constraint.topologyKey);
      if (domain === undefined) return { reasons: [`${text} (missing required label)`], resolvable: false };
      if (skewIn(domain) > constraint.maxSkew) return { reasons: [text], resolvable: true };
    }
    return undefined;
  };
}

function softSkew(pod: Pod, views: readonly NodeView[]): (node: Node) => number {
  const soft = constraintsOf(pod, 'ScheduleAnyway').map((constraint) => ({
    constraint,
    skewIn: readSkew(constraint, pod, views),
  }));
  if (soft.length === 0) return () => 0;
  return (node) =>
    soft.reduce((sum, { constraint, skewIn }) => {
      const domain = domainOf(node, constraint.topologyKey);
      return sum + (domain === undefined ? 0 : skewIn(domain));
    }, 0);
}

/** How many pods a term is about, by the domain they are in, and whether there is any, in a domain or not. */
interface TermCount {
  readonly term: PodAffinityTerm;
  readonly byDomain: ReadonlyMap<string, number>;
  readonly anywhere: boolean;
}

function countTerm(term: PodAffinityTerm, pod: Pod, views: readonly NodeView[]): TermCount {
  const byDomain = new Map<string, number>();
  let anywhere = false;
  for (const { node, pods } of views) {
    const matching = pods.filter((other) => matchesPodTerm(term, pod.metadata.namespace, other)).length;
    if (matching === 0) continue;
    anywhere = true;
    const domain = domainOf(node, term.topologyKey);
    if (domain !== undefined) byDomain.set(domain, (byDomain.get(domain) ?? 0) + matching);
  }
  return { term, byDomain, anywhere };
}

const countOn = ({ term, byDomain }: TermCount, node: Node): number => {
  const domain = domainOf(node, term.topologyKey);
  return domain === undefined ? 0 : (byDomain.get(domain) ?? 0);
};

/** plugins/interpodaffinity Filter: own affinity, own anti-affinity, then the anti-affinity of those already there. */
function affinityObstacle(pod: Pod, views: readonly NodeView[]): (node: Node) => Obstacle | undefined {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const count = (term: PodAffinityTerm) => countTerm(term, pod, views);
  const near = (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(count);
  const far = (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(count);
  const repelled = repelledDomains(pod, views);
  if (near.length === 0 && far.length === 0 && repelled.size === 0) return () => undefined;
  return (node) => {
    if (!near.every((counted) => satisfiesAffinity(counted, pod, node))) {
      return { reasons: ["node(s) didn't match pod affinity rules"], resolvable: false };
    }
    if (far.some((counted) => countOn(counted, node) > 0)) {
      return { reasons: ["node(s) didn't match pod anti-affinity rules"], resolvable: true };
    }
    for (const [key, domains] of repelled) {
      const domain = domainOf(node, key);
      if (domain !== undefined && domains.has(domain)) {
        return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], resolvable: true };
      }
    }
    return undefined;
  };
}

/** A term holds in its domain; or nowhere a pod matches it and the pod itself does, so that a first pod can start. */
function satisfiesAffinity(counted: TermCount, pod: Pod, node: Node): boolean {
  if (domainOf(node, counted.term.topologyKey) === undefined) return false;
  if (countOn(counted, node) > 0) return true;
  return !counted.anywhere && matchesPodTerm(counted.term, pod.metadata.namespace, pod);
}

const requiredAntiAffinity = ({ spec }: Pod): readonly PodAffinityTerm[] =>
  spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

/** Views never change: what was read of one holds as long as it is there. */
const repelling = new WeakMap<NodeView, readonly Pod[]>();

/** The pods of a node that keep others away. */
function repellingPods(view: NodeView): readonly Pod[] {
  const known = repelling.get(view);
  if (known) return known;
  const found = view.pods.filter((pod) => requiredAntiAffinity(pod).length > 0);
  repelling.set(view, found);
  return found;
}

/** Domains, by topology key, that pods already there keep for themselves. */
function repelledDomains(pod: Pod, views: readonly NodeView[]): ReadonlyMap<string, ReadonlySet<string>> {
  const repelled = new Map<string, Set<string>>();
  for (const view of views) {
    for (const holder of repellingPods(view)) {
      for (const term of requiredAntiAffinity(holder)) {
        const domain = domainOf(view.node, term.topologyKey);
        if (domain === undefined || !matchesPodTerm(term, holder.metadata.namespace, pod)) continue;
        repelled.set(term.topologyKey, (repelled.get(term.topologyKey) ?? new Set()).add(domain));
      }
    }
  }
  return repelled;
}

function preferredWeight(pod: Pod, views: readonly NodeView[]): (node: Node) => number {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const read = (terms: readonly { readonly weight: number; readonly podAffinityTerm: PodAffinityTerm }[] = []) =>
    terms.map(({ weight, podAffinityTerm }) => ({ weight, counted: countTerm(podAffinityTerm, pod, views) }));
  const near = read(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution);
  const far = read(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution);
  const weigh = (terms: ReturnType<typeof read>, node: Node): number =>
    terms.reduce((sum, { weight, counted }) => sum + weight * countOn(counted, node), 0);
  if (near.length === 0 && far.length === 0) return () => 0;
  return (node) => weigh(near, node) - weigh(far, node);
}
