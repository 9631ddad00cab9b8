import type { Service } from '../../../kube/types.ts';
import type { SeenMetallb } from '../rule-seen.ts';
import { AddressBook } from './address-book.ts';
import { type Pool, readPools } from './pools.ts';
import { addressRequestOf } from './request.ts';
import { convergeAll } from './services.ts';

/** What MetalLB should have made of Services that are as they were seen. */
export interface PredictedAllocation {
  readonly pools: ReadonlyMap<string, Pool>;
  /** By `namespace/name`, of those that get no address: what its event says. */
  readonly refused: ReadonlyMap<string, string>;
  /** Why a pool has no address for a Service. */
  readonly leavesOut: (pool: Pool, service: Service) => string;
}

/** Gives the Services addresses as MetalLB does; why it refuses its configuration, where it does. */
export function predictAllocation(
  metallb: SeenMetallb,
  services: readonly Service[],
): PredictedAllocation | { readonly error: string } {
  const reading = readPools(metallb.pools, metallb.namespaces);
  if ('error' in reading) return reading;
  const book = new AddressBook();
  book.setPools(reading.pools);
  const refused = new Map<string, string>();
  const all = services.filter(({ spec }) => spec.type === 'LoadBalancer').map(withClusterIps);
  for (const { service, convergence } of convergeAll(book, all, metallb.loadBalancerClass)) {
    const failed = convergence.events.find(({ type }) => type === 'Warning' && convergence.addresses?.length === 0);
    if (failed) refused.set(addressRequestOf(service).key, failed.message);
  }
  return { pools: reading.pools, refused, leavesOut: (pool, service) => whyLeftOut(pool, service, book) };
}

/** The API server gives every Service an address of its own; a snapshot may not say which: its family is what counts. */
function withClusterIps(service: Service): Service {
  const { clusterIPs = [], clusterIP = '', ipFamilies = ['IPv4'] } = service.spec;
  if (clusterIPs.length > 0 || clusterIP !== '') return service;
  const made = ipFamilies.map((family) => (family === 'IPv6' ? 'fd00::1' : '10.0.0.1'));
  return { ...service, spec: { ...service.spec, clusterIPs: made, clusterIP: made[0] } };
}

function whyLeftOut({ name, autoAssign, allocation, cidrs }: Pool, service: Service, book: AddressBook): string {
  const { namespace, labels } = addressRequestOf(service);
  if (!autoAssign) return `pool ${name} gives addresses only to those who ask for it: autoAssign is false`;
  if (allocation && allocation.namespaces.size > 0 && !allocation.namespaces.has(namespace))
    return `pool ${name} is for other namespaces: ${[...allocation.namespaces].join(', ')}`;
  const picks = allocation?.serviceSelectors ?? [];
  if (picks.length > 0 && !picks.some((each) => each.matches(labels)))
    return `pool ${name} is for Services with other labels: its serviceSelectors do not match`;
  const families = new Set((service.spec.ipFamilies ?? ['IPv4']).map((each) => (each === 'IPv6' ? 6 : 4)));
  const lacking = [...families].find((family) => !cidrs.some((cidr) => cidr.family === family));
  if (lacking !== undefined) return `pool ${name} holds no IPv${lacking} address`;
  const own = cidrs.filter(({ family }) => families.has(family));
  const all = own.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  const used = own.reduce((sum, cidr) => sum + book.usedIn(cidr), 0n);
  return `${used} of ${all} addresses of pool ${name} are taken`;
}
