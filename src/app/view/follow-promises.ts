import type { AddressRow, RouteRow } from '../../check/observed.ts';
import { type Finding, hasUnknowns } from '../../core/finding.ts';
import type { AdoptedPlatform } from '../adopt-platform.ts';
import type { DrilledCheck } from '../drill/drilled-check.ts';
import { drilledChecks } from '../drill/drilled-checks.ts';
import { readAddresses, readCertificates } from '../observe.ts';
import type { CertificateRow, Verdict } from '../up-report.ts';
import { verdictOf } from '../verdict.ts';
import type { Wire } from '../wire.ts';

/** What a platform promises, and what comes of it. */
export interface Promised {
  readonly verdict: Verdict;
  readonly addresses: readonly AddressRow[];
  readonly routes: readonly RouteRow[];
  readonly certificates: readonly CertificateRow[];
  readonly findings: readonly Finding[];
}

/**
 * Follows what is promised through a platform that goes on from a snapshot, without sending anything: keys are not in it. Where something of
 * the cluster is not known, that a request is lost says nothing.
 */
export async function followPromises(
  { cluster }: Pick<AdoptedPlatform['embedded'], 'cluster'>,
  wire: Wire,
  findings: readonly Finding[],
): Promise<Promised> {
  const { checks, lost } = await drilledChecks(cluster, wire);
  const sure = hasUnknowns(findings) ? [] : lost.filter(({ seen }) => seen.sees !== 'not-known');
  const routes = [
    ...checks.map((check) => rowOf(check, '')),
    ...sure.map(({ check, seen }) => rowOf(check, `${seen.sees}: ${seen.reason}`)),
  ];
  const [addresses, certificates] = [await readAddresses(cluster, wire), await readCertificates(cluster)];
  const verdict = verdictOf(findings, { routes, addresses, certificates });
  const isOpen = verdict === 'proven' && lost.length > sure.length;
  return { verdict: isOpen ? 'unknown' : verdict, addresses, routes, certificates, findings };
}

/** A request that was followed, and what clients see of it where it is lost. */
function rowOf({ host, served, check: { url, expectation } }: DrilledCheck, lost: string): RouteRow {
  const { path, from, client, backends, object } = expectation;
  const expected = backends.join(', ') || expectation.status.join(' or ');
  return {
    ...{ url, host, path, address: served.ip, from, client, expected, object },
    ...{ observed: lost === '' ? expected : lost, ok: lost === '' },
    ...{ router: '', backend: lost === '' ? backends.join(', ') : '' },
  };
}
