import type { Finding } from '../core/finding.ts';
import type { FindPlace, ObjectMaker } from './places.ts';
import type { ClusterInput, ClusterProblem, ClusterRule } from './rule.ts';

/** Runs rules over a running platform: one finding a problem, in the order of the rules, with the place of its object or of what made it. */
export async function checkCluster(
  rules: readonly ClusterRule[],
  input: ClusterInput,
  findPlace: FindPlace,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const rule of rules) {
    for (const problem of await rule.check(input)) findings.push(await toFinding(rule, problem, findPlace));
  }
  return findings;
}

async function toFinding(rule: ClusterRule, problem: ClusterProblem, findPlace: FindPlace): Promise<Finding> {
  const { object, path, message, knownBy, severity = rule.severity, why = rule.why } = problem;
  const { maker, ...place } = (object === undefined ? undefined : await findPlace(object, path)) ?? {};
  const hint = hintOf(problem, maker);
  return {
    code: rule.id,
    severity: knownBy === undefined ? severity : 'unknown',
    message,
    ...(object !== undefined && { object }),
    ...place,
    ...(why !== '' && { why }),
    ...(hint !== undefined && { hint }),
    ...(knownBy !== undefined && { knownBy }),
  };
}

/** What is not known has no next action, but what it would be known by. */
function hintOf({ hint, knownBy }: ClusterProblem, maker: ObjectMaker | undefined): string | undefined {
  if (!maker || maker.path.length === 0 || knownBy !== undefined) return hint;
  const made = `the object is made by ${maker.object}: it is changed by its ${maker.path.join('.')}`;
  return hint ? `${hint}; ${made}` : made;
}
