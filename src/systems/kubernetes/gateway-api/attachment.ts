import { matchesSelector } from '../../../kube/selector.ts';
import type { Namespace } from '../../../kube/types.ts';
import { gatewayGroup, type Listener, type ParentRef } from './kinds.ts';

/** Whether a parent of a route is a Gateway, and not a Service or something of another group. Upstream: gateway-api apis/v1/shared_types.go ParentReference. */
export const isGatewayRef = ({ group = gatewayGroup, kind = 'Gateway' }: ParentRef): boolean =>
  group === gatewayGroup && kind === 'Gateway';

/** Whether a route asks for this listener of its Gateway. Upstream: gateway-api apis/v1/shared_types.go SectionName, Port. */
export const asksFor = ({ sectionName = '', port }: ParentRef, listener: Pick<Listener, 'name' | 'port'>): boolean =>
  (sectionName === '' || sectionName === listener.name) && (port === undefined || port === listener.port);

/**
 * Hosts for which a route is served by a listener; undefined where they share none. Without a hostname either takes all of the other.
 * Upstream: gateway-api apis/v1/httproute_types.go Hostnames; traefik pkg/provider/kubernetes/gateway/kubernetes.go findMatchingHostnames.
 */
export function sharedHosts(listener: string | undefined, route: readonly string[]): readonly string[] | undefined {
  if (listener === undefined || listener === '') return route;
  if (route.length === 0) return [listener];
  const shared = route.flatMap((host) => narrower(listener, host) ?? narrower(host, listener) ?? []);
  return shared.length > 0 ? shared : undefined;
}

/** The second host where the first one takes it. */
function narrower(wide: string, host: string): string | undefined {
  if (wide === host) return wide;
  return wide.startsWith('*.') && host.endsWith(wide.slice(1)) ? host : undefined;
}

/** Kinds of routes that a listener takes by its protocol. Upstream: gateway-api apis/v1/gateway_types.go ProtocolType. */
export const kindsByProtocol: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TLS: ['TLSRoute', 'TCPRoute'],
  TCP: ['TCPRoute'],
  UDP: ['UDPRoute'],
};

/** Whether a listener takes routes of a kind. Unknown protocols may take any. */
export function takesKind({ protocol, allowedRoutes }: Listener, kind: string): boolean {
  const listed = allowedRoutes?.kinds ?? [];
  if (listed.length > 0)
    return listed.some((each) => each.kind === kind && (each.group ?? gatewayGroup) === gatewayGroup);
  return kindsByProtocol[protocol]?.includes(kind) ?? true;
}

/** Whether a listener takes routes of a namespace; labels undefined: the Namespace is not among the objects. */
export function takesNamespace(
  { allowedRoutes }: Listener,
  gateway: string,
  { name, labels }: { readonly name: string; readonly labels: Namespace['metadata']['labels'] | undefined },
): boolean | undefined {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {};
  if (from === 'All') return true;
  if (from !== 'Selector') return name === gateway;
  return labels === undefined
    ? undefined
    : matchesSelector(selector, { 'kubernetes.io/metadata.name': name, ...labels });
}
