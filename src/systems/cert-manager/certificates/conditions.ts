import { printInstant } from '../../../controlplane/kit/instant.ts';
import type { Condition } from '../../../kube/object.ts';

export interface ConditionChange {
  readonly type: string;
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** Conditions with one of them set; its time moves only when its status does. cert-manager pkg/api/util/conditions.go. */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  change: ConditionChange,
  now: number,
): readonly Condition[] {
  const list = conditions ?? [];
  const before = list.find((each) => each.type === change.type);
  const lastTransitionTime = before?.status === change.status ? before.lastTransitionTime : printInstant(now);
  const { observedGeneration, ...rest } = change;
  const next = { lastTransitionTime, ...rest, ...(observedGeneration === undefined ? {} : { observedGeneration }) };
  return before ? list.map((each) => (each === before ? next : each)) : [...list, next];
}

/** Conditions without those of a type. */
export const removeCondition = (conditions: readonly Condition[] | undefined, type: string): readonly Condition[] =>
  (conditions ?? []).filter((each) => each.type !== type);
