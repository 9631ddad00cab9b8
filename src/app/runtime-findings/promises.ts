import { type Finding, notKnown } from '../../core/finding.ts';
import type { GateProblem } from '../../systems/system.ts';
import type { BrokenPromise, UnknownRoute, Verification } from '../verify.ts';

/** What entry systems say is wrong with their objects, in their own words. */
export const findProblems = (problems: readonly GateProblem[]): readonly Finding[] =>
  problems.map(({ routes: _, ...problem }) => problem);

/** Promises that were not kept, but for those whose route is lost by a problem that is told already: one cause is one finding. */
export function findBroken({ broken, problems }: Pick<Verification, 'broken' | 'problems'>, path: string): Finding[] {
  const lost = new Set(problems.filter(({ severity }) => severity === 'error').flatMap(({ routes }) => routes));
  return broken.filter(({ routes }) => !routes.some((id) => lost.has(id))).map((each) => toFinding(each, path));
}

function toFinding({ row, cause }: BrokenPromise, path: string): Finding {
  const look = `\`gatehouse trace ${row.url} ${path} --from ${row.from}\` shows the step that decides it`;
  const because = cause ? `: ${cause.message}` : '';
  return {
    code: cause?.code ?? 'promise-broken',
    severity: 'error',
    ...(row.object && { object: row.object }),
    message: `${row.url} from ${row.from} should answer ${row.expected}, but answers ${row.observed}${because}`,
    ...(cause?.why ? { why: cause.why } : {}),
    hint: cause ? `${cause.hint}; ${look}` : look,
  };
}

/** Said, so that nobody takes silence for a proof. */
export const findUnknown = ({ unknown, inward }: Pick<Verification, 'unknown' | 'inward'>): readonly Finding[] => [
  ...unknown.map(unverified),
  ...inward.map(
    ({ object, reason }): Finding => ({
      code: 'route-inside-only',
      severity: 'info',
      object,
      message: `no request was made for this route: ${reason}, as is usual for it`,
    }),
  ),
];

const unverified = ({ object, reason, knownBy, code }: UnknownRoute): Finding =>
  notKnown({
    code: code ?? 'route-not-verified',
    object,
    message: `no request was made for this route: ${reason}`,
    knownBy: knownBy ?? 'a request of your own, once the platform runs',
  });
