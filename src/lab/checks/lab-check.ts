import type { Severity } from '../../core/finding.ts';
import type { LabCore } from '../lab-core.ts';
import type { LabPlan } from '../lab-plan.ts';
import type { LabProblem } from '../lab-problem.ts';

/** What a check reports: code, severity and reason come from the check unless said otherwise. */
export type CheckProblem = Pick<LabProblem, 'message' | 'path' | 'atKey' | 'hint' | 'knownBy'> & {
  readonly severity?: Severity;
};

/** One thing that can be wrong with a lab, as far as its owner sees the lab. */
export interface LabCheck<Lab = LabCore> {
  /** Code of its findings. */
  readonly code: string;
  readonly severity: Severity;
  /** One line for the reference page. */
  readonly summary: string;
  /** Why it matters: what happens on the wire or upstream, with the source. */
  readonly why: string;
  readonly check: (lab: Lab, plan: LabPlan) => readonly CheckProblem[];
}
