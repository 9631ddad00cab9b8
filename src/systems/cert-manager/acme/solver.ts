import type { Labels } from '../../../kube/selector.ts';
import type { Solver } from '../running-parts.ts';

/** A name that is to be proven. */
export interface Identifier {
  /** Without `*.`. */
  readonly dnsName: string;
  readonly wildcard: boolean;
}

export type ChallengeType = 'DNS-01' | 'HTTP-01';

/** Challenges a CA offers: wildcards can only be proven by DNS. */
export const offeredChallenges = ({ wildcard }: Identifier): readonly ChallengeType[] =>
  wildcard ? ['DNS-01'] : ['HTTP-01', 'DNS-01'];

const challengeType = (solver: Solver): ChallengeType | undefined =>
  solver.dns01 ? 'DNS-01' : solver.http01 ? 'HTTP-01' : undefined;

interface Match {
  readonly solver: Solver;
  readonly type: ChallengeType;
  readonly names: number;
  readonly zone: number;
  readonly labels: number;
}

/**
 * The solver of a name: it must be offered and match in all parts of its selector; an exact name beats the longest zone, that
 * beats the most labels, and then the first wins. cert-manager pkg/util/solverpicker/solverpicker.go.
 */
export function pickSolver(
  solvers: readonly Solver[],
  identifier: Identifier,
  labels: Labels,
): { readonly solver: Solver; readonly type: ChallengeType } | undefined {
  const offered = offeredChallenges(identifier);
  let best: Match | undefined;
  for (const solver of solvers) {
    const type = challengeType(solver);
    const match = type && offered.includes(type) ? matchOf(solver, type, identifier, labels) : undefined;
    if (match && (!best || beats(match, best))) best = match;
  }
  return best && { solver: best.solver, type: best.type };
}

const beats = (a: Match, b: Match): boolean =>
  a.names !== b.names ? a.names > b.names : a.zone !== b.zone ? a.zone > b.zone : a.labels > b.labels;

function matchOf(solver: Solver, type: ChallengeType, identifier: Identifier, labels: Labels): Match | undefined {
  const { matchLabels = {}, dnsNames = [], dnsZones = [] } = solver.selector ?? {};
  const wanted = Object.entries(matchLabels);
  if (wanted.some(([key, value]) => labels[key] !== value)) return undefined;
  const name = identifier.wildcard ? `*.${identifier.dnsName}` : identifier.dnsName;
  if (dnsNames.length > 0 && !dnsNames.includes(name)) return undefined;
  const zones = dnsZones.filter((zone) => identifier.dnsName === zone || identifier.dnsName.endsWith(`.${zone}`));
  if (dnsZones.length > 0 && zones.length === 0) return undefined;
  const zone = Math.max(0, ...zones.map((each) => each.split('.').length));
  return { solver, type, names: dnsNames.length > 0 ? 1 : 0, zone, labels: wanted.length };
}
