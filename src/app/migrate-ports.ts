import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Service } from '../kube/types.ts';
import type { Expectation } from '../systems/system.ts';

/**
 * Ports that a client asks at: the usual one of what it speaks, or that of the promise where it is one of a Service itself; then what the
 * address is served on beside, for entry points on ports of their own.
 */
export async function portsFor(
  cluster: Cluster,
  address: string,
  { route, tls, port }: Expectation,
): Promise<readonly number[]> {
  if (route.endsWith(' ports')) return [port];
  const usual = tls ? 443 : 80;
  const others = (await portsAt(cluster, address)).filter((each) => each !== usual && each !== (tls ? 80 : 443));
  return [usual, ...(others.length > 0 ? others : [port].filter((each) => each !== usual))];
}

/** TCP ports of the Services that have an address. */
export async function portsAt(cluster: Cluster, address: string): Promise<readonly number[]> {
  const services = await cluster.list<Service>(kinds.Service);
  return services
    .filter((service) => hasAddress(service, address))
    .flatMap(({ spec }) => spec.ports ?? [])
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .map(({ port }) => port);
}

/** Whether an address is that of a Service. */
export const hasAddress = ({ spec, status }: Service, address: string): boolean =>
  spec.type === 'LoadBalancer' && (status?.loadBalancer?.ingress ?? []).some(({ ip }) => ip === address);
