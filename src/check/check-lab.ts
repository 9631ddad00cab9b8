import type { LabCore } from '../lab/lab-core.ts';
import type { CheckLab } from '../lab/parse-lab.ts';
import type { LabRule } from './rule.ts';

/** What rules find in a lab that reads well. */
export const checkLabBy =
  <Lab extends LabCore>(rules: readonly LabRule<Lab>[]): CheckLab<Lab> =>
  (lab, plan) =>
    rules.flatMap(({ id, severity, why, check }) =>
      check(lab, plan).map((problem) => ({
        code: id,
        severity: problem.knownBy === undefined ? severity : ('unknown' as const),
        why,
        ...problem,
      })),
    );
