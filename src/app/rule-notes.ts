import type { Rule } from '../check/rule.ts';
import { ruledSystems } from '../systems/ruled.ts';

/** What is said of a rule whatever it finds, once an id. */
export const ruleNotes = (): readonly Pick<Rule, 'id' | 'severity' | 'summary' | 'why'>[] => [
  ...new Map(
    ruledSystems
      .flatMap(({ rules }): readonly Rule[] => rules)
      .toReversed()
      .map(({ id, severity, summary, why }) => [id, { id, severity, summary, why }] as const),
  ).values(),
];
