import type { ClusterInput, ClusterProblem, ClusterRule } from './rule.ts';

/** A problem, and the id of the rule that tells it. */
export interface CodedProblem extends ClusterProblem {
  readonly code: string;
}

type Look = (input: ClusterInput) => Promise<readonly CodedProblem[]> | readonly CodedProblem[];

/**
 * For problems that are found together and told apart, as the reasons why objects are not ready: looks once at an input, and gives each
 * rule its own. `nearest` names the rule for what no rule tells, so that nothing goes without a word.
 */
export function toldApart(
  look: Look,
  nearest: (problem: CodedProblem) => string,
): (id: string) => ClusterRule['check'] {
  const known = new WeakMap<ClusterInput, ReturnType<Look>>();
  return (id) => async (input) => {
    const found = known.get(input) ?? look(input);
    known.set(input, found);
    return (await found)
      .filter((problem) => (input.ids.has(problem.code) ? problem.code : nearest(problem)) === id)
      .map(({ code: _, ...problem }) => problem);
  };
}
