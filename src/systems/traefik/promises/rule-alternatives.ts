import type { RouterRuleTree } from '../matching/router-rule-tree.ts';

/** One matcher of a rule. */
export type RuleLeaf = Extract<RouterRuleTree, { operator: 'leaf' }>;

/** A rule as a choice of conjunctions; more than `limit` of them where it has too many. */
export function alternatives(tree: RouterRuleTree, limit: number): readonly (readonly RuleLeaf[])[] {
  if (tree.operator === 'leaf') return [[tree]];
  const left = alternatives(tree.left, limit);
  const right = alternatives(tree.right, limit);
  if (left.length * right.length > limit * limit) return [...left, ...right];
  if (tree.operator === 'or') return [...left, ...right];
  return left.flatMap((a) => right.map((b) => [...a, ...b]));
}
