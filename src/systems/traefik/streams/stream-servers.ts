import type { Service, ServicePort } from '../../../kube/types.ts';
import { joinHostPort } from '../decision/client-address.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import { Refusal } from '../providers/servers.ts';
import { servicePort } from '../providers/service-port.ts';
import type { TcpServiceRef, TraefikObjects, UdpServiceRef } from '../read-objects.ts';

interface Reading {
  readonly settings: ProviderSettings;
  readonly objects: TraefikObjects;
}

/** `host:port` of the servers of a Service for TCP. Upstream: crd/kubernetes_tcp.go loadTCPServers. */
export const tcpServers = (reading: Reading, namespace: string, ref: TcpServiceRef): readonly string[] =>
  addresses(reading, namespace, ref);

/** `host:port` of the servers of a Service for UDP. Upstream: crd/kubernetes_udp.go loadUDPServers. */
export const udpServers = (reading: Reading, namespace: string, ref: UdpServiceRef): readonly string[] =>
  addresses(reading, namespace, ref);

function addresses(
  { settings, objects }: Reading,
  namespace: string,
  ref: TcpServiceRef | UdpServiceRef,
): readonly string[] {
  const name = `${namespace}/${ref.name}`;
  if (settings.namespaces.length > 0 && !settings.namespaces.includes(namespace))
    throw new Refusal(`failed to get service ${name}: namespace is not within watched namespaces`);
  const service = objects.service(namespace, ref.name);
  if (!service) throw new Refusal('service not found');
  const external = service.spec.type === 'ExternalName';
  if (external && !settings.allowExternalNameServices) throw new Refusal(`externalName services not allowed: ${name}`);
  const port = servicePort(service, ref.port);
  if (service.spec.type === 'NodePort' && ref.nodePortLB) return onNodes({ settings, objects }, name, port);
  if (external) return [joinHostPort(service.spec.externalName ?? '', port.port)];
  if (ref.nativeLB ?? settings.nativeLbByDefault) return [native(service, port, name)];
  const found = ofSlices(objects, service, port);
  if (found.length === 0 && !settings.allowEmptyServices) throw new Refusal(`no servers found for ${name}`);
  return found;
}

function onNodes({ settings, objects }: Reading, name: string, port: ServicePort): readonly string[] {
  if (settings.disableClusterScopeResources) throw new Refusal('nodes lookup is disabled');
  if (objects.nodes.length === 0) throw new Refusal(`nodes not found for NodePort service ${name}`);
  const found = objects.nodes.flatMap((node) =>
    (node.status?.addresses ?? [])
      .filter(({ type }) => type === 'InternalIP')
      .map(({ address }) => joinHostPort(address, port.nodePort ?? 0)),
  );
  if (found.length === 0) throw new Refusal(`no servers were generated for service ${name}`);
  return found;
}

/** Upstream: getNativeServiceAddress. */
function native({ spec }: Service, port: ServicePort, name: string): string {
  const { clusterIP = '' } = spec;
  const refusal = { None: 'no clusterIP on headless service', '': 'no clusterIP found for service' }[clusterIP];
  if (refusal) throw new Refusal(`getting native Kubernetes Service address: ${refusal}: ${name}`);
  return joinHostPort(clusterIP, port.port);
}

/** Endpoints that are ready: unlike with HTTP, ending ones that still serve do not count. */
function ofSlices(objects: TraefikObjects, { metadata }: Service, port: ServicePort): readonly string[] {
  const found = new Map<string, string>();
  for (const slice of objects.slices(metadata.namespace ?? '', metadata.name)) {
    const number = slice.ports?.find(({ name }) => (name ?? '') === (port.name ?? ''))?.port;
    if (!number) continue;
    for (const { addresses: own, conditions } of slice.endpoints ?? []) {
      if (conditions?.ready !== true) continue;
      for (const address of own) if (!found.has(address)) found.set(address, joinHostPort(address, number));
    }
  }
  return [...found.values()];
}
