import type { UnknownObject } from '../../kube/object.ts';
import type { Assumption } from '../system.ts';
import { type ClusterIssuer, certManagerKinds } from './objects.ts';

type Solver = Record<string, unknown>;

/** Issuers that ask an ACME server in a way that has it; by any way, where they name none. */
const ofIssuers = (has: (solver: Solver) => boolean): Assumption['about'] => ({
  kinds: [certManagerKinds.Issuer, certManagerKinds.ClusterIssuer],
  when: (object: UnknownObject) => {
    const { acme } = (object as ClusterIssuer).spec;
    return acme !== undefined && (acme.solvers ?? [{}]).some(has);
  },
});

export const acmeAccountSeconds = {
  id: 'acme-account-seconds',
  text: 'Seconds until a new ACME account is registered',
  value: 2,
  source: 'three requests to the ACME directory (newNonce, newAccount, account)',
  about: ofIssuers(() => true),
} as const satisfies Assumption;

export const dns01Seconds = {
  id: 'dns-01-seconds',
  text: 'Seconds from a DNS-01 challenge presented to its record seen by the self-check and the ACME server',
  value: 60,
  source: 'cert-manager polls every 10 s (pkg/controller/acmechallenges/sync.go); Cloudflare publishes within a minute',
  about: ofIssuers((solver) => solver.dns01 !== undefined),
} as const satisfies Assumption;

export const http01Seconds = {
  id: 'http-01-seconds',
  text: 'Seconds from an HTTP-01 challenge presented to its answer seen by the self-check and the ACME server',
  value: 15,
  source: 'the solver pod starts in a few seconds, the self-check polls every 10 s',
  about: ofIssuers((solver) => solver.http01 !== undefined),
} as const satisfies Assumption;

export const acmeOrderSeconds = {
  id: 'acme-order-seconds',
  text: 'Seconds the ACME server takes to finish an order whose names are all proven',
  value: 3,
  source: 'Let’s Encrypt finalizes within seconds; cert-manager asks again as often',
  about: { kinds: [certManagerKinds.Order] },
} as const satisfies Assumption;

export const acmeSucceeds = {
  id: 'acme-succeeds',
  text: 'The ACME server is reachable, sees what the solvers present and refuses no order',
  value: true,
  source: 'DNS, the token’s rights and the rate limits lie outside the cluster',
  about: { kinds: [certManagerKinds.Order] },
} as const satisfies Assumption;

export const acmeCertificateDays = {
  id: 'acme-certificate-days',
  text: 'Days a certificate of the ACME server is valid',
  value: 90,
  source: 'Let’s Encrypt profile classic (content/en/docs/profiles.md)',
  about: { kinds: [certManagerKinds.Order] },
} as const satisfies Assumption;

export const certManagerAssumptions: readonly Assumption[] = [
  acmeAccountSeconds,
  dns01Seconds,
  http01Seconds,
  acmeOrderSeconds,
  acmeSucceeds,
  acmeCertificateDays,
];
