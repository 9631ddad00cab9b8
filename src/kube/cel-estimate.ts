import { checkTypes, ruleVariables } from './cel-check.ts';
import { Coster } from './cel-coster.ts';
import type { Declared } from './cel-declare.ts';
import { NotEstimated } from './cel-expr.ts';
import type { CelNode } from './cel-meter.ts';
import { readTree } from './cel-tree.ts';

/** What an expression is estimated by: what its schema declares, and whether the old value may be missing. */
export interface EstimateScope {
  readonly declared: Declared;
  readonly isOldOptional: boolean;
}

/**
 * What an expression may cost at most: google/cel-go checker/cost.go with the options of k8s.io/apiserver pkg/cel/environment.
 * Undefined when something in it is not known here, which says nothing against it.
 */
export function estimateCost(tree: CelNode, { declared, isOldOptional }: EstimateScope): bigint | undefined {
  try {
    const expr = readTree(tree);
    const checked = checkTypes(expr, ruleVariables(declared, isOldOptional));
    return new Coster(checked, declared).cost(expr);
  } catch (thrown) {
    if (thrown instanceof NotEstimated || thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
