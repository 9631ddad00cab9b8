import type { Cluster } from '../../../cluster/cluster.ts';
import { type EndpointSlice, kinds, type Service } from '../../../kube/types.ts';
import type { Connect, Endpoint } from './proxy.ts';

const clusterName = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?\.?$/;

/**
 * The servers behind a name or cluster address of a Service, in the order of its endpoint slices; undefined when the host is neither.
 * Traefik's pod asks the cluster's DNS and kube-proxy for it; one of the ready endpoints gets the connection.
 */
export async function endpointsOfService(
  cluster: Cluster,
  endpoint: Endpoint,
): Promise<readonly Endpoint[] | undefined> {
  const service = await findService(cluster, endpoint.host);
  if (!service) return undefined;
  const port = service.spec.ports?.find((candidate) => candidate.port === endpoint.port);
  const { namespace, name } = service.metadata;
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, {
    namespace,
    labelSelector: `kubernetes.io/service-name=${name}`,
  });
  return slices.flatMap((slice) => {
    const number = slice.ports?.find((candidate) => (candidate.name ?? '') === (port?.name ?? ''))?.port;
    if (!port || !number) return [];
    const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    return ready.flatMap(({ addresses }) => addresses.slice(0, 1).map((host) => ({ ...endpoint, host, port: number })));
  });
}

async function findService(cluster: Cluster, host: string): Promise<Service | undefined> {
  const named = clusterName.exec(host);
  if (named) return cluster.get<Service>(kinds.Service, named[1]!, named[2]!);
  return addressesOf(await cluster.list<Service>(kinds.Service)).get(host);
}

/** The first Service with each cluster address, for as long as the list stays the same. */
const known = new WeakMap<readonly Service[], ReadonlyMap<string, Service>>();

function addressesOf(services: readonly Service[]): ReadonlyMap<string, Service> {
  const found = known.get(services);
  if (found) return found;
  const made = new Map<string, Service>();
  for (const service of services) {
    for (const address of [service.spec.clusterIP, ...(service.spec.clusterIPs ?? [])]) {
      if (address !== undefined && !made.has(address)) made.set(address, service);
    }
  }
  known.set(services, made);
  return made;
}

/** A way to servers that also knows the names and cluster addresses of Services. */
export function throughServices(cluster: Cluster, connect: Connect): Connect {
  return async (endpoint) => {
    if (!/[a-z]/i.test(endpoint.host) || clusterName.test(endpoint.host)) {
      const [first] = (await endpointsOfService(cluster, endpoint)) ?? [endpoint];
      if (first) return connect(first);
      throw Object.assign(new Error(`connect ECONNREFUSED ${endpoint.host}:${endpoint.port}`), {
        code: 'ECONNREFUSED',
      });
    }
    return connect(endpoint);
  };
}
