import type { AddressRow, RouteRow } from '../check/observed.ts';
import { type Finding, hasErrors, hasUnknowns } from '../core/finding.ts';
import type { CertificateRow, Verdict } from './up-report.ts';

/** What was promised, and whether it was kept. */
export interface Kept {
  readonly routes: readonly Pick<RouteRow, 'ok'>[];
  readonly addresses?: readonly Pick<AddressRow, 'ip' | 'node'>[];
  readonly certificates?: readonly Pick<CertificateRow, 'ready'>[];
}

/**
 * What findings and answers come to. A finding that something is not known stands in the way of a proof and never makes it a failure.
 * Addresses that are answered and certificates that are issued are promises, too: only without any is there nothing to prove.
 */
export function verdictOf(findings: readonly Finding[], { routes, addresses = [], certificates = [] }: Kept): Verdict {
  if (hasErrors(findings) || routes.some(({ ok }) => !ok)) return 'refuted';
  if (hasUnknowns(findings)) return 'unknown';
  const others = [
    ...addresses.map(({ ip, node }) => ip !== '' && node !== ''),
    ...certificates.map(({ ready }) => ready),
  ];
  if (others.includes(false)) return 'unknown';
  return routes.length + others.length === 0 ? 'nothing' : 'proven';
}
