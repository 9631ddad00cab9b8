import type { Check } from './verify-checks.ts';

/** How many requests are under way at once: enough that nobody waits for a socket. */
const most = 16;

/**
 * Checks in their order, those together that have nothing in common: neither a host, nor what promises them, nor who is to answer. What a
 * gate keeps from one request to the next (whose turn it is, how many came, how many are there) is kept for one of these, so that the
 * answers are those of one request after the other.
 */
export function independentBatches(checks: readonly Check[]): readonly (readonly Check[])[] {
  const batches: Check[][] = [];
  let taken = new Set<string>();
  let batch: Check[] = [];
  for (const check of checks) {
    const claims = claimsOf(check);
    if (batch.length === most || batch.length === 0 || claims.some((claim) => taken.has(claim))) {
      taken = new Set();
      batch = [];
      batches.push(batch);
    }
    batch.push(check);
    for (const claim of claims) taken.add(claim);
  }
  return batches;
}

const claimsOf = ({ expectation }: Check): readonly string[] => {
  const { host, object, backends, behindLogin = [], visitor } = expectation;
  return [
    `host ${host}`,
    // What nobody promises, such as the answer to an unknown host, has nothing in common but its host.
    ...(object === '' ? [] : [`object ${object}`]),
    ...[...backends, ...behindLogin].map((name) => `service ${name}`),
    // Whoever signs in does so at one place.
    ...(visitor ? ['visitor'] : []),
  ];
};
