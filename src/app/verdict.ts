import { type Finding, hasErrors, hasUnknowns } from '../core/finding.ts';
import type { RouteRow, Verdict } from './up-report.ts';

/** What findings and answers come to. A finding that something is not known stands in the way of a proof and never makes it a failure. */
export function verdictOf(findings: readonly Finding[], routes: readonly Pick<RouteRow, 'ok'>[]): Verdict {
  if (hasErrors(findings) || routes.some(({ ok }) => !ok)) return 'refuted';
  if (hasUnknowns(findings)) return 'unknown';
  return routes.length === 0 ? 'nothing' : 'proven';
}
