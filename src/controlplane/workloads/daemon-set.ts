import { compareText } from '../../core/finding.ts';
import type { DaemonSet, Node, Pod, PodSpec, Toleration } from '../../kube/types.ts';
import { readInstant } from '../kit/instant.ts';
import { scaledValue } from '../kit/int-or-percent.ts';
import { omitZeros } from '../kit/omit-zeros.ts';
import { isDeleting } from '../kit/ownership.ts';
import { isAvailable, isFinished, isReady } from '../kubelet/pod.ts';
import { addToleration, untoleratedTaint } from '../nodes/taints.ts';
import { matchesNodeAffinity, namedNodes } from '../scheduling/affinity.ts';

export const revisionHashLabel = 'controller-revision-hash';

const exists = (key: string, effect: 'NoExecute' | 'NoSchedule'): Toleration => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect,
});

const automaticTolerations: readonly Toleration[] = [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
];

/** What every daemon pod tolerates on top of its template (pkg/controller/daemon/util/daemonset_util.go). */
export function daemonTolerations(spec: PodSpec): readonly Toleration[] {
  const added = spec.hostNetwork
    ? [...automaticTolerations, exists('network-unavailable', 'NoSchedule')]
    : automaticTolerations;
  return added.reduce(addToleration, spec.tolerations ?? []);
}

/** The spec of the daemon pod for one node: bound to it by affinity, scheduled like any other pod. */
export function daemonPodSpec(spec: PodSpec, node: string): PodSpec {
  const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] } as const;
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
  };
  return { ...spec, tolerations: daemonTolerations(spec), affinity: { ...spec.affinity, nodeAffinity } };
}

/** The node a daemon pod is for. */
export const targetNode = (pod: Pod): string | undefined => pod.spec.nodeName || [...(namedNodes(pod.spec) ?? [])][0];

/** Whether a daemon pod should start, and may stay, on the node (daemon_controller.go NodeShouldRunDaemonPod). */
export function nodeShouldRun(set: DaemonSet, node: Node): { readonly start: boolean; readonly stay: boolean } {
  const { spec } = set.spec.template;
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return { start: false, stay: false };
  if (!matchesNodeAffinity(spec, node)) return { start: false, stay: false };
  const tolerations = daemonTolerations(spec);
  const taints = node.spec?.taints;
  if (!untoleratedTaint(taints, tolerations, ['NoSchedule', 'NoExecute'])) return { start: true, stay: true };
  return { start: false, stay: !untoleratedTaint(taints, tolerations, ['NoExecute']) };
}

/** The fenceposts of a rolling update over `desired` nodes. */
export function daemonFenceposts(
  set: DaemonSet,
  desired: number,
): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const { type = 'RollingUpdate', rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type !== 'RollingUpdate') return { maxSurge: 0, maxUnavailable: 0 };
  const maxSurge = scaledValue(rollingUpdate?.maxSurge, desired, true);
  const maxUnavailable = scaledValue(rollingUpdate?.maxUnavailable ?? 1, desired, true);
  return { maxSurge, maxUnavailable: desired > 0 && maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

export const byCreation = (a: Pod, b: Pod): number =>
  Number(!a.spec.nodeName) - Number(!b.spec.nodeName) ||
  (readInstant(a.metadata.creationTimestamp) ?? 0) - (readInstant(b.metadata.creationTimestamp) ?? 0) ||
  compareText(a.metadata.name, b.metadata.name);

export interface DaemonInput {
  readonly set: DaemonSet;
  readonly nodes: readonly Node[];
  /** The set's pods by the node they are for; those that have ended and are being deleted are left out. */
  readonly pods: ReadonlyMap<string, readonly Pod[]>;
  /** Hash of the present template. */
  readonly hash: string;
  readonly now: number;
}

export interface DaemonChanges {
  /** Nodes that get a pod. */
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
  /** Pods removed because they ended: failed ones and finished ones. */
  readonly ended: readonly Pod[];
}

const isUpdated = (pod: Pod, hash: string): boolean => pod.metadata.labels?.[revisionHashLabel] === hash;

/** One pod on each node that should have one, none on the others (daemon_controller.go podsShouldBeOnNode). */
export function manageDaemons(input: DaemonInput): DaemonChanges {
  const create: string[] = [];
  const remove: Pod[] = [];
  const ended: Pod[] = [];
  const surges = daemonFenceposts(input.set, 1).maxSurge > 0;
  for (const node of input.nodes) {
    const { start, stay } = nodeShouldRun(input.set, node);
    const present = input.pods.get(node.metadata.name);
    if (start && !present) create.push(node.metadata.name);
    else if (!stay) remove.push(...(present ?? []).filter((pod) => !isDeleting(pod)));
    else if (present) {
      const alive = present.filter((pod) => !isDeleting(pod));
      ended.push(...alive.filter(isFinished));
      const running = alive.filter((pod) => !isFinished(pod)).sort(byCreation);
      remove.push(...(surges ? surplusOfSurge(running, input) : running.slice(1)));
      if (surges && running.length === 0 && start) create.push(node.metadata.name);
    }
  }
  return { create, remove, ended };
}

/** With surge an old and a new pod may share a node until the new one is available. */
function surplusOfSurge(running: readonly Pod[], { set, hash, now }: DaemonInput): readonly Pod[] {
  if (running.length <= 1) return [];
  const fresh = running.find((pod) => isUpdated(pod, hash));
  const old = running.find((pod) => !isUpdated(pod, hash));
  const surplus = running.filter((pod) => pod !== fresh && pod !== old);
  const replaced = fresh && old && (!isReady(old) || isAvailable(fresh, set.spec.minReadySeconds ?? 0, now));
  return replaced ? [...surplus, old] : surplus;
}

/** What a rolling update may do now (pkg/controller/daemon/update.go rollingUpdate). */
export function rollDaemons(input: DaemonInput): DaemonChanges {
  const desired = input.nodes.filter((node) => nodeShouldRun(input.set, node).start);
  const { maxSurge, maxUnavailable } = daemonFenceposts(input.set, desired.length);
  const names = [...new Set([...desired.map(({ metadata }) => metadata.name), ...input.pods.keys()])].sort(compareText);
  const sites = names.map((name) => siteOf(name, input));
  return maxSurge > 0
    ? rollBySurge(sites, input, maxSurge, desired.length)
    : { create: [], remove: rollByRemoval(sites, maxUnavailable), ended: [] };
}

interface Site {
  readonly node: string;
  readonly fresh: Pod | undefined;
  readonly old: Pod | undefined;
  readonly freshAvailable: boolean;
  readonly oldAvailable: boolean;
  /** More than one old or new pod: left to manageDaemons. */
  readonly crowded: boolean;
}

function siteOf(node: string, { set, pods, hash, now }: DaemonInput): Site {
  const alive = (pods.get(node) ?? []).filter((pod) => !isDeleting(pod));
  const fresh = alive.filter((pod) => isUpdated(pod, hash));
  const old = alive.filter((pod) => !isUpdated(pod, hash));
  const available = (pod: Pod | undefined) => pod !== undefined && isAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  return {
    node,
    fresh: fresh[0],
    old: old[0],
    freshAvailable: available(fresh[0]),
    oldAvailable: available(old[0]),
    crowded: fresh.length > 1 || old.length > 1,
  };
}

function rollByRemoval(sites: readonly Site[], maxUnavailable: number): readonly Pod[] {
  let unavailable = 0;
  const allowed: Pod[] = [];
  const candidates: Pod[] = [];
  for (const { crowded, fresh, old, freshAvailable, oldAvailable } of sites) {
    if (crowded || Boolean(fresh) === Boolean(old)) unavailable += 1;
    else if (fresh) unavailable += freshAvailable ? 0 : 1;
    else if (!oldAvailable) {
      allowed.push(old!);
      unavailable += 1;
    } else if (unavailable < maxUnavailable) candidates.push(old!);
  }
  return [...allowed, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))];
}

function rollBySurge(
  sites: readonly Site[],
  { set, nodes }: DaemonInput,
  maxSurge: number,
  desired: number,
): DaemonChanges {
  const remove: Pod[] = [];
  const leaving: Pod[] = [];
  const allowed: string[] = [];
  const candidates: string[] = [];
  let surging = 0;
  for (const { node: name, crowded, fresh, old, freshAvailable, oldAvailable } of sites) {
    if (crowded) surging += 1;
    else if (old && fresh && freshAvailable) remove.push(old);
    else if (old && fresh) surging += 1;
    if (crowded || !old || fresh) continue;
    const node = nodes.find(({ metadata }) => metadata.name === name);
    const runs = node !== undefined && nodeShouldRun(set, node).start;
    if (!runs) (oldAvailable ? leaving : remove).push(old);
    else if (!oldAvailable) allowed.push(name);
    else if (surging < maxSurge) candidates.push(name);
  }
  const available = sites.filter(
    ({ crowded, old, oldAvailable, freshAvailable }) => !crowded && (old ? oldAvailable : freshAvailable),
  ).length;
  const deletable = leaving.slice(0, Math.max(0, available - desired));
  const create = [...allowed, ...candidates.slice(0, Math.max(0, maxSurge - surging))];
  return { create, remove: [...remove, ...deletable], ended: [] };
}

/** daemon_controller.go updateDaemonSetStatus. */
export function daemonStatus({ set, nodes, pods, hash, now }: DaemonInput): NonNullable<DaemonSet['status']> {
  const count = { desired: 0, current: 0, mis: 0, ready: 0, updated: 0, available: 0 };
  for (const node of nodes) {
    const [pod] = [...(pods.get(node.metadata.name) ?? [])].sort(byCreation);
    if (!nodeShouldRun(set, node).start) {
      if (pod) count.mis += 1;
      continue;
    }
    count.desired += 1;
    if (!pod) continue;
    count.current += 1;
    if (isReady(pod)) count.ready += 1;
    if (isAvailable(pod, set.spec.minReadySeconds ?? 0, now)) count.available += 1;
    if (isUpdated(pod, hash)) count.updated += 1;
  }
  const status = {
    ...set.status,
    observedGeneration: set.metadata.generation,
    desiredNumberScheduled: count.desired,
    currentNumberScheduled: count.current,
    numberMisscheduled: count.mis,
    numberReady: count.ready,
    updatedNumberScheduled: count.updated,
    numberAvailable: count.available,
    numberUnavailable: count.desired - count.available,
  };
  return omitZeros(status, ['observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable']);
}
