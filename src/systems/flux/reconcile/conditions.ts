import { printInstant } from '../../../controlplane/kit/instant.ts';
import { compareText } from '../../../core/finding.ts';
import type { Condition } from '../../../kube/object.ts';

/** The conditions of a Flux object while it is worked on: set as fluxcd/pkg runtime/conditions/setter.go does. */
export interface Conditions {
  readonly list: readonly Condition[];
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

type Status = Condition['status'];

const first: readonly string[] = ['Stalled', 'Reconciling', 'Ready'];
const longestMessage = 32768;

/** With one condition set: the time changes with status, reason or message; Stalled, Reconciling and Ready come first. */
export function mark(
  conditions: Conditions,
  type: string,
  status: Status,
  { reason, message }: { readonly reason: string; readonly message: string },
): Conditions {
  const old = conditions.list.find((condition) => condition.type === type);
  const text = message.length > longestMessage ? `${message.slice(0, longestMessage - 3)}...` : message;
  const same = old && old.status === status && old.reason === reason && old.message === text;
  const next: Condition = {
    type,
    status,
    observedGeneration: conditions.generation,
    lastTransitionTime: same ? old.lastTransitionTime : printInstant(conditions.now),
    reason,
    message: text,
  };
  const others = conditions.list.filter((condition) => condition.type !== type);
  return { ...conditions, list: [...others, next].sort(compareConditions) };
}

const weight = (type: string): number => (first.includes(type) ? first.indexOf(type) : first.length);

const compareConditions = (a: Condition, b: Condition): number =>
  weight(a.type) - weight(b.type) ||
  Number(b.observedGeneration ?? 0) - Number(a.observedGeneration ?? 0) ||
  compareText(a.type, b.type);

/** Without some conditions. */
export const unmark = (conditions: Conditions, ...types: readonly string[]): Conditions => ({
  ...conditions,
  list: conditions.list.filter((condition) => !types.includes(condition.type)),
});

export const findCondition = (conditions: Conditions, type: string): Condition | undefined =>
  conditions.list.find((condition) => condition.type === type);

export const hasStatus = (conditions: Conditions, type: string, status: Status): boolean =>
  findCondition(conditions, type)?.status === status;
