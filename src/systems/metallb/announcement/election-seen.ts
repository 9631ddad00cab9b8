import { type EndpointSlice, kinds, type Service } from '../../../kube/types.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { currentAddresses } from '../allocation/convergence.ts';
import { isHandled } from '../allocation/services.ts';
import { type BgpAdvertisement, type IpAddressPool, metallbKinds, type ServiceL2Status } from '../objects.ts';
import { membersSeen, type SeenMetallb } from '../rule-seen.ts';
import { nodeOfStatus } from './announce-status.ts';
import { type Election, elect } from './election.ts';
import { electionInput } from './speaker-configuration.ts';
import { serviceOfSlice, serviceOfStatus } from './speaker-memory.ts';

/** A Service with an address of a pool, who should answer for it by what the objects say, and who says that it does. */
export interface SeenElection {
  readonly service: Service;
  readonly address: string;
  readonly election: Election;
  readonly slices: readonly EndpointSlice[];
  /** Nodes that tell of announcing it by ServiceL2Status. */
  readonly told: readonly string[];
}

/** Elects for each Service as every speaker does; nothing where the configuration is refused. */
export function electionsSeen(metallb: SeenMetallb, seen: SeenCluster): readonly SeenElection[] {
  const input = electionInput(metallb, metallb.running, membersSeen(metallb));
  if ('error' in input) return [];
  const slices = byKey(seen.list<EndpointSlice>(kinds.EndpointSlice), (each) => serviceOfSlice(each) ?? '');
  const statuses = byKey(seen.list<ServiceL2Status>(metallbKinds.ServiceL2Status), serviceOfStatus);
  const isBgp = announcedByBgp(metallb.pools, seen.list<BgpAdvertisement>(metallbKinds.BGPAdvertisement));
  return seen
    .list<Service>(kinds.Service)
    .filter((service) => service.spec.type === 'LoadBalancer' && isHandled(service, metallb.loadBalancerClass))
    .flatMap((service) => {
      const [address] = currentAddresses(service);
      if (address === undefined) return [];
      const key = `${service.metadata.namespace}/${service.metadata.name}`;
      const own = slices.get(key) ?? [];
      const election = elect(service, own, input);
      if (election.pool === undefined || isBgp(election.pool)) return [];
      const told = (statuses.get(key) ?? []).flatMap((each) => nodeOfStatus(each) ?? []);
      return [{ service, address, election, slices: own, told }];
    });
}

/** Whether a pool is announced to routers: who answers ARP says nothing then. */
function announcedByBgp(
  pools: readonly IpAddressPool[],
  advertisements: readonly BgpAdvertisement[],
): (pool: string) => boolean {
  const named = new Set(
    advertisements.flatMap(({ spec = {} }) => {
      const { ipAddressPools = [], ipAddressPoolSelectors = [] } = spec;
      const isAny = ipAddressPools.length === 0 || ipAddressPoolSelectors.length > 0;
      return isAny ? pools.map(({ metadata }) => metadata.name) : ipAddressPools;
    }),
  );
  return (pool) => named.has(pool);
}

function byKey<T>(objects: readonly T[], keyOf: (object: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const object of objects) {
    const key = keyOf(object);
    const own = found.get(key);
    if (own) own.push(object);
    else found.set(key, [object]);
  }
  return found;
}
