import type { DrilledCheck } from './drilled-check.ts';

/** What is to be told of a check: for which host and at which address, and what is promised. */
type Promised = Pick<DrilledCheck, 'host'> & {
  readonly served: Pick<DrilledCheck['served'], 'ip'>;
  readonly check: { readonly expectation: Pick<DrilledCheck['check']['expectation'], 'status'> };
};

/** A host at one of its addresses. */
export const placeOf = ({ host, served }: Pick<Promised, 'host' | 'served'>): string => `${host} ${served.ip}`;

/**
 * The checks that clients come by: where it is promised of a host only that it is not there (404), nobody asks for it while it is served at
 * another address.
 */
export function askedFor<T extends Promised>(all: readonly T[]): readonly T[] {
  const serving = all.filter(({ check }) => check.expectation.status.some((status) => status !== 404));
  const [places, hosts] = [new Set(serving.map(placeOf)), new Set(serving.map(({ host }) => host))];
  return all.filter((each) => places.has(placeOf(each)) || !hosts.has(each.host));
}
