import type { LabelSelector } from '../../../kube/selector.ts';

/** The selector with a key and an operator in every expression, be they empty: one without is as invalid, and can be looked at. */
export function keyedSelector(selector: LabelSelector): LabelSelector {
  const { matchExpressions } = selector;
  if (!Array.isArray(matchExpressions)) return selector;
  return {
    ...selector,
    matchExpressions: matchExpressions.map((each) => ({
      ...each,
      key: String(each.key ?? ''),
      operator: String(each.operator ?? ''),
    })),
  };
}
