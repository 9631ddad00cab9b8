import { type Condition, conditionOf, isTrue } from '../../kube/object.ts';
import type { Pod } from '../../kube/types.ts';
import { readInstant } from '../kit/instant.ts';

/** Whether the pod has ended for good (pkg/api/v1/pod/util.go IsPodPhaseTerminal). */
export const isFinished = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** Neither ended nor being deleted (pkg/controller/controller_utils.go IsPodActive). */
export const isActive = (pod: Pod): boolean => !isFinished(pod) && pod.metadata.deletionTimestamp === undefined;

export const isReady = (pod: Pod): boolean => isTrue(pod, 'Ready');

/** Milliseconds since the epoch at which the pod became ready; undefined when it is not. */
export const readySince = (pod: Pod): number | undefined =>
  isReady(pod) ? readInstant(conditionOf(pod, 'Ready')?.lastTransitionTime) : undefined;

/** Ready for at least `minReadySeconds` (pkg/api/v1/pod/util.go IsPodAvailable). */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  if (!isReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = readySince(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= now;
}

/** Seconds until the first ready pod becomes available; undefined when none is on its way. */
export function secondsToAvailable(pods: readonly Pod[], minReadySeconds: number, now: number): number | undefined {
  const waits = pods
    .filter((pod) => isReady(pod) && !isAvailable(pod, minReadySeconds, now))
    .map((pod) => ((readySince(pod) ?? now) + minReadySeconds * 1000 - now) / 1000);
  return waits.length === 0 ? undefined : Math.max(0, Math.min(...waits));
}

/**
 * Replaces the condition of the same type; keeps its transition time while the status stays the same, and the list
 * itself when nothing changes.
 */
export function setCondition(conditions: readonly Condition[], wanted: Condition, time: string): readonly Condition[] {
  const at = conditions.findIndex(({ type }) => type === wanted.type);
  const old = conditions[at];
  const next = nextCondition(old, wanted, time);
  if (!old) return [...conditions, next];
  return next === old ? conditions : conditions.with(at, next);
}

/** The wanted condition with its transition time; the old one itself when nothing changes. */
export function nextCondition(old: Condition | undefined, wanted: Condition, time: string): Condition {
  const kept = old?.status === wanted.status ? old.lastTransitionTime : undefined;
  if (old && sameCondition(old, wanted)) return old;
  return { ...wanted, lastTransitionTime: kept ?? time };
}

const sameCondition = (a: Condition, b: Condition): boolean =>
  a.status === b.status &&
  (a.reason ?? '') === (b.reason ?? '') &&
  (a.message ?? '') === (b.message ?? '') &&
  a.observedGeneration === b.observedGeneration;
