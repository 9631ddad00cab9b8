import { readFileSync } from 'node:fs';
import type { StepDifferences } from './compare.ts';

/** A difference that is known and stays: which step of which scenario, and why. */
export interface Deviation {
  readonly scenario: string;
  readonly step: string;
  readonly reason: string;
}

export interface Verdict {
  /** Steps that differ and are not known to. */
  readonly unexpected: readonly StepDifferences[];
  /** Steps that differ as known. */
  readonly known: readonly Deviation[];
  /** Deviations that no longer are: to be struck off. */
  readonly stale: readonly Deviation[];
}

export function loadDeviations(path: string): readonly Deviation[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Deviation[];
}

export function judge(scenario: string, steps: readonly StepDifferences[], deviations: readonly Deviation[]): Verdict {
  const own = deviations.filter((deviation) => deviation.scenario === scenario);
  const differing = steps.filter((step) => step.differences.length > 0);
  const differs = (deviation: Deviation): boolean => differing.some((step) => step.step === deviation.step);
  return {
    unexpected: differing.filter((step) => !own.some((deviation) => deviation.step === step.step)),
    known: own.filter(differs),
    stale: own.filter((deviation) => !differs(deviation)),
  };
}
