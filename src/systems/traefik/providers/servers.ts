import type { Service, ServicePort } from '../../../kube/types.ts';
import { joinHostPort } from '../decision/client-address.ts';
import type { Server } from '../model/dynamic-configuration.ts';
import type { TraefikObjects } from '../read-objects.ts';

/** Upstream refuses something while it reads objects; the message is its own. */
export class Refusal extends Error {}

/** `https` for port 443 or a port whose name starts so, else `http`. Upstream: ingress/kubernetes.go getProtocol, crd/kubernetes_http.go parseServiceProtocol. */
export const schemeOf = (port: ServicePort): string =>
  port.port === 443 || (port.name ?? '').startsWith('https') ? 'https' : 'http';

/** Servers from a Service's endpoint slices: serving endpoints of the slice port with the Service port's name. Upstream: crd/kubernetes_http.go loadServers. */
export function sliceServers(objects: TraefikObjects, service: Service, port: ServicePort, scheme: string): Server[] {
  const servers = new Map<string, Server>();
  for (const slice of objects.slices(service.metadata.namespace ?? '', service.metadata.name)) {
    const number = slice.ports?.find(({ name }) => (name ?? '') === (port.name ?? ''))?.port;
    if (!number) continue;
    for (const { addresses, conditions } of slice.endpoints ?? []) {
      if (conditions?.serving === false) continue;
      for (const address of addresses) {
        if (servers.has(address)) continue;
        const url = `${scheme}://${joinHostPort(address, number)}`;
        servers.set(address, conditions?.terminating ? { url, fenced: true } : { url });
      }
    }
  }
  return [...servers.values()];
}

/** The Service's own address. Upstream: getNativeServiceAddress. */
export function nativeServer(service: Service, port: ServicePort, scheme: string): Server {
  const name = `${service.metadata.namespace}/${service.metadata.name}`;
  const refusal = { None: 'no clusterIP on headless service', '': 'no clusterIP found for service' }[
    service.spec.clusterIP ?? ''
  ];
  if (refusal) throw new Refusal(`getting native Kubernetes Service address: ${refusal}: ${name}`);
  return { url: `${scheme}://${joinHostPort(service.spec.clusterIP!, port.port)}` };
}

/** Internal addresses of the nodes with the node port. Upstream: loadServers, loadService. */
export function nodePortServers(
  objects: TraefikObjects,
  service: Service,
  port: ServicePort,
  scheme: string,
): Server[] {
  const servers = objects.nodes.flatMap((node) =>
    (node.status?.addresses ?? [])
      .filter(({ type }) => type === 'InternalIP')
      .map(({ address }) => ({ url: `${scheme}://${joinHostPort(address, port.nodePort ?? 0)}` })),
  );
  if (servers.length === 0)
    throw new Refusal(`no servers were generated for service ${service.metadata.name} in namespace`);
  return servers;
}
