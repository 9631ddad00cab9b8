import type { Service, ServicePort } from '../../../kube/types.ts';
import type { BackendRef } from '../../kubernetes/gateway-api/kinds.ts';
import { joinHostPort } from '../decision/client-address.ts';
import { Refusal } from '../providers/servers.ts';
import { type GatewayContext, serviceOf } from './gateway-context.ts';

/** `host:port` of the servers of a backend, and the port of its Service. */
export interface BackendAddresses {
  readonly addresses: readonly string[];
  readonly port: ServicePort;
}

/** Servers of a Service's port; throws a Refusal in upstream's words. Upstream: pkg/provider/kubernetes/gateway/kubernetes.go getBackendAddresses. */
export function backendAddresses(context: GatewayContext, namespace: string, ref: BackendRef): BackendAddresses {
  const service = serviceOf(context, namespace, ref.name);
  if (service.spec.type === 'ExternalName')
    throw new Refusal('type ExternalName is not supported for Kubernetes Service reference');
  const port = service.spec.ports?.find((each) => each.port === ref.port);
  if (!port) throw new Refusal(`service port ${ref.port} not found`);
  if (isNative(context, service)) {
    const { clusterIP = '' } = service.spec;
    if (clusterIP === '' || clusterIP === 'None')
      throw new Refusal(`no clusterIP found for service: ${namespace}/${ref.name}`);
    return { addresses: [joinHostPort(clusterIP, port.port)], port };
  }
  const slices = context.objects.slices(namespace, ref.name);
  if (slices.length === 0) throw new Refusal('endpointslices not found');
  const addresses = new Map<string, string>();
  for (const { ports = [], endpoints = [] } of slices) {
    const number = ports?.find(({ name }) => (name ?? '') === (port.name ?? ''))?.port;
    if (!number) continue;
    for (const { addresses: own, conditions } of endpoints ?? [])
      if (conditions?.ready === true)
        for (const address of own) if (!addresses.has(address)) addresses.set(address, joinHostPort(address, number));
  }
  return { addresses: [...addresses.values()], port };
}

/** Upstream: pkg/provider/kubernetes/gateway/annotations.go parseServiceAnnotations. */
function isNative({ settings }: GatewayContext, { metadata }: Service): boolean {
  const written = metadata.annotations?.['traefik.io/service.nativelb'];
  return written === undefined ? settings.nativeLbByDefault : /^(1|t|T|true|TRUE|True)$/.test(written);
}

const isTcp = ({ protocol = 'TCP' }: ServicePort): boolean => protocol === 'TCP';

/** Upstream: httproute.go getHTTPServiceProtocol. */
export function httpScheme(port: ServicePort): string {
  if (!isTcp(port)) throw new Refusal('only TCP protocol is supported');
  const asked = port.appProtocol?.toLowerCase();
  if (asked === undefined) return port.port === 443 || (port.name ?? '').startsWith('https') ? 'https' : 'http';
  if (asked === 'kubernetes.io/h2c') return 'h2c';
  if (asked === 'http' || asked === 'kubernetes.io/ws') return 'http';
  if (asked === 'https' || asked === 'kubernetes.io/wss') return 'https';
  throw new Refusal(`unsupported application protocol ${asked}`);
}

/** Upstream: grpcroute.go getGRPCServiceProtocol. */
export function grpcScheme(port: ServicePort): string {
  if (!isTcp(port)) throw new Refusal('only TCP protocol is supported');
  const asked = port.appProtocol?.toLowerCase();
  if (asked === undefined || asked === 'kubernetes.io/h2c') return 'h2c';
  if (asked === 'https') return 'https';
  throw new Refusal('only "kubernetes.io/h2c" and "https" appProtocol is supported');
}

/** Throws where a port of a stream is of another protocol. */
export function checkTcp(port: ServicePort): void {
  if (!isTcp(port)) throw new Refusal('only TCP protocol is supported');
}
