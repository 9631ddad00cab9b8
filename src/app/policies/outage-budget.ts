import { parseDurationNanos } from '../../kube/duration.ts';
import type { WrittenBudget } from '../../lab/policies.ts';

/** Seconds that faults may cost, by the name of the fault; `default` for those that are not named, `pairs` for two at once. */
export type OutageBudget = ReadonlyMap<string, number>;

/** A budget as it is written: one time for all faults, or some by name. `any` is no bound. */
export function readBudget(written: WrittenBudget): OutageBudget {
  const all = typeof written === 'string' ? { default: written } : written;
  return new Map(Object.entries(all).map(([fault, text]) => [fault, secondsOf(text)]));
}

const secondsOf = (text: string): number =>
  text === 'any' ? Number.POSITIVE_INFINITY : Number(parseDurationNanos(text) ?? 0n) / 1e9;

/** The seconds that these faults may cost together; undefined where nothing is said of them. */
export function budgetFor(budget: OutageBudget, faults: readonly string[]): number | undefined {
  const [first = ''] = faults;
  return faults.length > 1 ? budget.get('pairs') : (budget.get(first) ?? budget.get('default'));
}
