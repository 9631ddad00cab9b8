import type { Condition } from '../../kube/object.ts';
import type { Lease, Node, Taint } from '../../kube/types.ts';
import { printInstant, readInstant } from '../kit/instant.ts';
import { isNodeAlive } from './node-power.ts';

/** Seconds between two renewals of a node's lease (a quarter of its duration, pkg/kubelet). */
export const heartbeatSeconds = 10;
/** Seconds between two looks at the nodes (pkg/controller/nodelifecycle/config NodeMonitorPeriod). */
export const monitorSeconds = 5;
export const leaseDurationSeconds = 40;

/** The moment of the last beat not after `now`, of a kubelet that beats since `start`. */
export const lastBeat = (start: number, now: number): number =>
  start + Math.floor(Math.max(0, now - start) / (heartbeatSeconds * 1000)) * heartbeatSeconds * 1000;

/** Marks a lease whose last renewal has been written after its node fell silent. */
export const silentAnnotation = 'gatehouse.dev/last-renewal';

/** Seconds of silence after which a node is unknown: 50 from 1.32 on, 40 before (kube-controller-manager --node-monitor-grace-period). */
function monitorGraceSeconds({ status }: Node): number {
  const [, major = '1', minor = '99'] = /^v?(\d+)\.(\d+)/.exec(status?.nodeInfo?.kubeletVersion ?? '') ?? [];
  return Number(major) > 1 || Number(minor) >= 32 ? 50 : 40;
}

/**
 * When the node controller will call a silent node unknown, if it looks every so many seconds; undefined while it is alive, or while its
 * last renewal is not written.
 */
export function unknownFrom(node: Node, lease: Lease | undefined, lookSeconds = monitorSeconds): number | undefined {
  if (isNodeAlive(node)) return undefined;
  if (lease && lease.metadata.annotations?.[silentAnnotation] === undefined) return undefined;
  const beat = readInstant(lease?.spec?.renewTime) ?? readInstant(node.metadata.creationTimestamp) ?? 0;
  const [overdue, period] = [beat + monitorGraceSeconds(node) * 1000, lookSeconds * 1000];
  return period === 0 ? overdue + 1 : (Math.floor(overdue / period) + 1) * period;
}

const watched = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The conditions of a node that has fallen silent (node_lifecycle_controller.go tryUpdateNodeHealth). */
export function unknownConditions(node: Node, now: number): readonly Condition[] {
  const old = node.status?.conditions ?? [];
  const silent = old.map((condition): Condition => {
    if (!watched.includes(condition.type) || condition.status === 'Unknown') return condition;
    const message = 'Kubelet stopped posting node status.';
    return {
      ...condition,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message,
      lastTransitionTime: printInstant(now),
    };
  });
  const missing = watched.filter((type) => !old.some((condition) => condition.type === type));
  return [
    ...silent,
    ...missing.map((type): Condition => {
      const message = 'Kubelet never posted node status.';
      return {
        type,
        status: 'Unknown',
        reason: 'NodeStatusNeverUpdated',
        message,
        lastTransitionTime: printInstant(now),
      };
    }),
  ];
}

const taintKeys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: 'not-ready', Unknown: 'unreachable' },
  MemoryPressure: { True: 'memory-pressure' },
  DiskPressure: { True: 'disk-pressure' },
  NetworkUnavailable: { True: 'network-unavailable' },
  PIDPressure: { True: 'pid-pressure' },
};

const prefix = 'node.kubernetes.io/';
const conditionTaints = new Set(
  [
    'not-ready',
    'unreachable',
    'memory-pressure',
    'disk-pressure',
    'network-unavailable',
    'pid-pressure',
    'unschedulable',
  ].map((key) => prefix + key),
);
const evictingTaints = new Set([`${prefix}not-ready`, `${prefix}unreachable`]);

/** The taints a node should have by its conditions (doNoScheduleTaintingPass, processTaintBaseEviction); others are left alone. */
export function wantedTaints(node: Node, now: number): readonly Taint[] {
  const keys = (node.status?.conditions ?? []).flatMap(({ type, status }) => taintKeys[type]?.[status] ?? []);
  const scheduling = [...keys, ...(node.spec?.unschedulable ? ['unschedulable'] : [])].map((key) => prefix + key);
  const evicting = scheduling.filter((key) => evictingTaints.has(key));
  const present = node.spec?.taints ?? [];
  const wanted: readonly (readonly [string, Taint['effect']])[] = [
    ...scheduling.map((key) => [key, 'NoSchedule'] as const),
    ...evicting.map((key) => [key, 'NoExecute'] as const),
  ];
  const foreign = present.filter(
    ({ key, effect }) =>
      !(effect === 'NoSchedule' && conditionTaints.has(key)) && !(effect === 'NoExecute' && evictingTaints.has(key)),
  );
  const own = wanted.map(([key, effect]) => {
    const there = present.find((taint) => taint.key === key && taint.effect === effect);
    return there ?? { key, effect, timeAdded: printInstant(now) };
  });
  return [...foreign, ...own];
}
