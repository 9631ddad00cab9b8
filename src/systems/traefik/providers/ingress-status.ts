import type { Ingress, IngressLoadBalancerIngress, Node, Service } from '../../../kube/types.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';

/** The address an Ingress gets, nothing to write, or why it cannot be told. */
export type IngressStatus =
  | { readonly ingress: readonly IngressLoadBalancerIngress[] }
  | { readonly keep: true }
  | { readonly problem: string };

/**
 * `status.loadBalancer` of an Ingress, copied from the published Service.
 * Upstream: pkg/provider/kubernetes/ingress/kubernetes.go updateIngressStatus.
 */
export function ingressStatus(
  settings: ProviderSettings,
  serviceOf: (namespace: string, name: string) => Service | undefined,
  nodes: readonly Node[],
): IngressStatus {
  const endpoint = settings.ingressEndpoint;
  if (!endpoint) return { keep: true };
  const { publishedService, ip, hostname } = endpoint;
  if (publishedService === '') {
    if (ip === '' && hostname === '') return { problem: 'publishedService or ip or hostname must be defined' };
    return { ingress: [{ ...(ip ? { ip } : {}), ...(hostname ? { hostname } : {}) }] };
  }
  const parts = publishedService.split('/');
  if (parts.length !== 2)
    return { problem: `invalid publishedService format (expected 'namespace/service' format): ${publishedService}` };
  const service = serviceOf(parts[0]!, parts[1]!);
  if (!service) return { problem: `missing service: ${publishedService}` };
  return fromService(settings, service, nodes);
}

function fromService(settings: ProviderSettings, { spec, status }: Service, nodes: readonly Node[]): IngressStatus {
  const ports = (pick: (port: NonNullable<typeof spec.ports>[number]) => number) =>
    (spec.ports ?? []).map((port) => ({ port: pick(port), protocol: port.protocol ?? ('TCP' as const) }));
  switch (spec.type ?? 'ClusterIP') {
    case 'LoadBalancer':
      // An Ingress has no ipMode: upstream copies through JSON, which drops it (convertSlice).
      return status?.loadBalancer?.ingress
        ? { ingress: status.loadBalancer.ingress.map(({ ipMode: _, ...shown }) => shown) }
        : { keep: true };
    case 'ClusterIP':
      return { ingress: (spec.externalIPs ?? []).map((ip) => ({ ip, ports: ports(({ port }) => port) })) };
    case 'NodePort': {
      if (settings.disableClusterScopeResources) {
        return { problem: 'node port service type is not supported when cluster scope resources lookup is disabled' };
      }
      const external = nodes.flatMap((node) =>
        (node.status?.addresses ?? []).filter(({ type }) => type === 'ExternalIP'),
      );
      return {
        ingress: external.map(({ address }) => ({ ip: address, ports: ports(({ nodePort }) => nodePort ?? 0) })),
      };
    }
    default:
      return { ingress: [{ hostname: spec.externalName ?? '' }] };
  }
}

/** Whether an Ingress shows that status already, in any order. */
export function hasStatus(ingress: Ingress, wanted: readonly IngressLoadBalancerIngress[]): boolean {
  const print = (items: readonly IngressLoadBalancerIngress[]): string =>
    items
      .map(({ ip, hostname, ports }) =>
        JSON.stringify([ip ?? '', hostname ?? '', (ports ?? []).map(({ port, protocol }) => [port, protocol])]),
      )
      .sort()
      .join();
  return print(ingress.status?.loadBalancer?.ingress ?? []) === print(wanted);
}
