import { compareText } from '../../core/finding.ts';
import type { Condition } from '../../kube/object.ts';
import { matchesLabels } from '../../kube/selector.ts';
import type { Pod, ReplicaSet } from '../../kube/types.ts';
import { printInstant, readInstant } from '../kit/instant.ts';
import { omitZeros } from '../kit/omit-zeros.ts';
import { isActive, isAvailable, isReady, readySince, setCondition } from '../kubelet/pod.ts';

const phaseOrder: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const deletionCost = (pod: Pod): number =>
  Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);

const restartsOf = (pod: Pod): number =>
  Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));

/** Base-2 logarithm of an age in nanoseconds, whole; -1 for none (controller_utils.go logarithmicRankDiff). */
const ageRank = (since: number | undefined, now: number): number => {
  const age = (now - (since ?? now)) * 1e6;
  return age > 0 ? Math.trunc(Math.log2(age)) : -1;
};

/** Which of two pods goes first when a replica set shrinks (pkg/controller/controller_utils.go ActivePodsWithRanks). */
function compareForDeletion(a: Pod, b: Pod, sharing: ReadonlyMap<string, number>, now: number): number {
  const shared = (pod: Pod) => sharing.get(pod.spec.nodeName ?? '') ?? 0;
  const phase = (pod: Pod) => phaseOrder[pod.status?.phase ?? 'Pending'] ?? 2;
  const readyAge = isReady(a) && isReady(b) ? ageRank(readySince(a), now) - ageRank(readySince(b), now) : 0;
  const createdAge = (pod: Pod) => ageRank(readInstant(pod.metadata.creationTimestamp), now);
  return (
    Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName)) ||
    phase(a) - phase(b) ||
    Number(isReady(a)) - Number(isReady(b)) ||
    deletionCost(a) - deletionCost(b) ||
    shared(b) - shared(a) ||
    readyAge ||
    restartsOf(b) - restartsOf(a) ||
    createdAge(a) - createdAge(b) ||
    compareText(a.metadata.uid ?? '', b.metadata.uid ?? '')
  );
}

/** The pods to delete when there are `surplus` too many; `related` are the active pods of the same deployment. */
export function chooseVictims(
  active: readonly Pod[],
  related: readonly Pod[],
  surplus: number,
  now: number,
): readonly Pod[] {
  if (surplus >= active.length) return active;
  const sharing = new Map<string, number>();
  for (const { spec } of related.filter(isActive)) {
    sharing.set(spec.nodeName ?? '', (sharing.get(spec.nodeName ?? '') ?? 0) + 1);
  }
  return [...active].sort((a, b) => compareForDeletion(a, b, sharing, now)).slice(0, surplus);
}

/** Why the last attempt to reach the wanted number failed. */
export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

/** pkg/controller/replicaset/replica_set_utils.go calculateStatus. */
export function replicaSetStatus(
  set: ReplicaSet,
  pods: readonly Pod[],
  failure: ReplicaFailure | undefined,
  now: number,
): NonNullable<ReplicaSet['status']> {
  const active = pods.filter(isActive);
  const minReady = set.spec.minReadySeconds ?? 0;
  const labels = set.spec.template.metadata?.labels;
  const conditions = failureConditions(set.status?.conditions ?? [], failure, now);
  const status = {
    ...set.status,
    replicas: active.length,
    fullyLabeledReplicas: active.filter(({ metadata }) => matchesLabels(labels, metadata.labels)).length,
    readyReplicas: active.filter(isReady).length,
    availableReplicas: active.filter((pod) => isAvailable(pod, minReady, now)).length,
    terminatingReplicas: pods.filter(
      ({ metadata, status }) =>
        metadata.deletionTimestamp && status?.phase !== 'Failed' && status?.phase !== 'Succeeded',
    ).length,
    observedGeneration: set.metadata.generation,
    conditions,
  };
  return omitZeros(status, [
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
    'conditions',
  ]);
}

function failureConditions(
  old: readonly Condition[],
  failure: ReplicaFailure | undefined,
  now: number,
): readonly Condition[] {
  if (!failure) return old.filter(({ type }) => type !== 'ReplicaFailure');
  if (old.some(({ type }) => type === 'ReplicaFailure')) return old;
  return setCondition(old, { type: 'ReplicaFailure', status: 'True', ...failure }, printInstant(now));
}
