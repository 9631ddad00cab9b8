import { compareText } from '../../core/finding.ts';
import type { JsonFields, KindRef, KubeObject, UnknownObject } from '../../kube/object.ts';
import {
  type EndpointSlice,
  type Ingress,
  type IngressClass,
  kinds,
  type Namespace,
  type Node,
  type Secret,
  type Service,
} from '../../kube/types.ts';
import {
  type AnyRoute,
  type BackendTlsPolicy,
  type Gateway,
  type GatewayClass,
  type GrpcRoute,
  gatewayKinds,
  type HttpRoute,
  type ReferenceGrant,
} from '../kubernetes/gateway-api/kinds.ts';
import {
  type IngressRouteSpec,
  type IngressRouteTCPSpec,
  type IngressRouteUDPSpec,
  type TlsOptionSpec,
  type TlsStoreSpec,
  traefikKinds,
} from './objects.ts';

const { IngressRoute, Middleware, TraefikService, TLSOption, TLSStore, ServersTransport } = traefikKinds;
const { IngressRouteTCP, IngressRouteUDP, MiddlewareTCP, ServersTransportTCP } = traefikKinds;

/** What the provider of the Gateway API reads beside them. */
const gatewayReadKinds: readonly KindRef[] = [...Object.values(gatewayKinds).flat(), kinds.Namespace];

/** Everything the three providers read. */
export const readKinds: readonly KindRef[] = [
  ...[IngressRoute, Middleware, TraefikService, TLSOption, TLSStore, ServersTransport],
  ...[IngressRouteTCP, IngressRouteUDP, MiddlewareTCP, ServersTransportTCP],
  kinds.Ingress,
  kinds.IngressClass,
  kinds.Service,
  kinds.EndpointSlice,
  kinds.Secret,
  kinds.Node,
  ...gatewayReadKinds,
];

type WrittenRoute = IngressRouteSpec['routes'][number];
type WrittenService = NonNullable<WrittenRoute['services']>[number];
type WithSpec<Spec> = KubeObject & { readonly spec?: Spec };

// What is read may be of any version of the definitions, and may never have passed them (files): hence fields that may be missing, and
// words for which there is a list today.

export type NameRef = NonNullable<WrittenRoute['middlewares']>[number];

/** A server of a route. */
export type ServiceRef = Omit<WrittenService, 'healthCheck' | 'kind' | 'sticky' | 'strategy'> & {
  readonly kind?: string;
  readonly strategy?: string;
  readonly sticky?: { readonly cookie?: JsonFields };
  readonly healthCheck?: JsonFields;
};

export type Route = Partial<Omit<WrittenRoute, 'kind' | 'observability' | 'priority' | 'services'>> & {
  readonly kind?: string;
  readonly priority?: number | bigint;
  readonly services?: readonly ServiceRef[];
  readonly observability?: JsonFields;
};

export type IngressRoute = WithSpec<Omit<Partial<IngressRouteSpec>, 'routes'> & { readonly routes?: readonly Route[] }>;

export type Middleware = WithSpec<{ readonly [type: string]: JsonFields }>;

export type TraefikService = WithSpec<{
  readonly weighted?: { readonly services?: readonly ServiceRef[]; readonly sticky?: ServiceRef['sticky'] };
  readonly mirroring?: ServiceRef & { readonly mirrors?: readonly (ServiceRef & { readonly percent?: number })[] };
  readonly highestRandomWeight?: { readonly services?: readonly ServiceRef[] };
  readonly failover?: { readonly service: ServiceRef; readonly fallback: ServiceRef; readonly errors?: JsonFields };
}>;

export type TlsOption = WithSpec<TlsOptionSpec>;

export type TlsStore = WithSpec<TlsStoreSpec>;

export type ServersTransport = WithSpec<JsonFields>;

type WrittenTcpRoute = IngressRouteTCPSpec['routes'][number];
type WrittenUdpRoute = IngressRouteUDPSpec['routes'][number];

/** A server of a route of TCP. */
export type TcpServiceRef = NonNullable<WrittenTcpRoute['services']>[number];

/** A server of a route of UDP. */
export type UdpServiceRef = NonNullable<WrittenUdpRoute['services']>[number];

export type TcpRouteSpec = Partial<Omit<WrittenTcpRoute, 'priority' | 'syntax'>> & {
  readonly priority?: number | bigint;
  readonly syntax?: string;
};

export type IngressRouteTcp = WithSpec<
  Omit<Partial<IngressRouteTCPSpec>, 'routes'> & { readonly routes?: readonly TcpRouteSpec[] }
>;

export type IngressRouteUdp = WithSpec<Partial<IngressRouteUDPSpec>>;

export type MiddlewareTcp = WithSpec<JsonFields>;

/** The objects Traefik reads, ready to be looked up; lists are in order of namespace, then name. */
export type TraefikObjects = {
  readonly ingressRoutes: readonly IngressRoute[];
  readonly middlewares: readonly Middleware[];
  readonly traefikServices: readonly TraefikService[];
  readonly tlsOptions: readonly TlsOption[];
  readonly tlsStores: readonly TlsStore[];
  readonly serversTransports: readonly ServersTransport[];
  readonly ingressRouteTcps: readonly IngressRouteTcp[];
  readonly ingressRouteUdps: readonly IngressRouteUdp[];
  readonly middlewareTcps: readonly MiddlewareTcp[];
  readonly serversTransportTcps: readonly ServersTransport[];
  readonly ingresses: readonly Ingress[];
  readonly ingressClasses: readonly IngressClass[];
  readonly nodes: readonly Node[];
  readonly namespaces: readonly Namespace[];
  readonly gatewayClasses: readonly GatewayClass[];
  readonly gateways: readonly Gateway[];
  readonly httpRoutes: readonly HttpRoute[];
  readonly grpcRoutes: readonly GrpcRoute[];
  readonly tlsRoutes: readonly AnyRoute[];
  readonly tcpRoutes: readonly AnyRoute[];
  readonly referenceGrants: readonly ReferenceGrant[];
  readonly backendTlsPolicies: readonly BackendTlsPolicy[];
  readonly service: (namespace: string, name: string) => Service | undefined;
  readonly secret: (namespace: string, name: string) => Secret | undefined;
  /** Slices of a Service, oldest first. */
  readonly slices: (namespace: string, service: string) => readonly EndpointSlice[];
};

const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

const byName = (a: KubeObject, b: KubeObject): number =>
  compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') || compareText(a.metadata.name, b.metadata.name);

const byAge = (a: KubeObject, b: KubeObject): number =>
  compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
  compareText(a.metadata.name, b.metadata.name);

/** Indexes objects of any kinds (others are passed over). Secrets of Helm releases are not seen, as upstream's informer filters them. */
export function indexObjects(objects: Iterable<UnknownObject>): TraefikObjects {
  const lists = new Map<string, UnknownObject[]>();
  for (const object of objects) {
    const key = `${object.apiVersion}/${object.kind}`;
    const list = lists.get(key);
    if (list) list.push(object);
    else lists.set(key, [object]);
  }
  const list = <T extends KubeObject>({ apiVersion, kind }: KindRef): readonly T[] =>
    (lists.get(`${apiVersion}/${kind}`) ?? []).sort(byName) as unknown as readonly T[];
  /** Of a kind in all of its versions, each object once. */
  const listAll = <T extends KubeObject>(versions: readonly KindRef[]): readonly T[] =>
    [...lookup(versions.toReversed().flatMap((kind) => list<T>(kind))).values()].sort(byName);
  const lookup = <T extends KubeObject>(items: readonly T[]) =>
    new Map(items.map((item) => [keyOf(item.metadata.namespace, item.metadata.name), item]));
  const services = lookup(list<Service>(kinds.Service));
  const secrets = lookup(list<Secret>(kinds.Secret).filter(({ metadata }) => metadata.labels?.owner !== 'helm'));
  const slices = groupSlices(list<EndpointSlice>(kinds.EndpointSlice));
  return {
    ingressRoutes: list(traefikKinds.IngressRoute),
    middlewares: list(traefikKinds.Middleware),
    traefikServices: list(traefikKinds.TraefikService),
    tlsOptions: list(traefikKinds.TLSOption),
    tlsStores: list(traefikKinds.TLSStore),
    serversTransports: list(traefikKinds.ServersTransport),
    ingressRouteTcps: list(traefikKinds.IngressRouteTCP),
    ingressRouteUdps: list(traefikKinds.IngressRouteUDP),
    middlewareTcps: list(traefikKinds.MiddlewareTCP),
    serversTransportTcps: list(traefikKinds.ServersTransportTCP),
    ingresses: list(kinds.Ingress),
    ingressClasses: list(kinds.IngressClass),
    nodes: list(kinds.Node),
    namespaces: list(kinds.Namespace),
    gatewayClasses: listAll(gatewayKinds.GatewayClass),
    gateways: listAll(gatewayKinds.Gateway),
    httpRoutes: listAll(gatewayKinds.HTTPRoute),
    grpcRoutes: listAll(gatewayKinds.GRPCRoute),
    tlsRoutes: listAll(gatewayKinds.TLSRoute),
    tcpRoutes: listAll(gatewayKinds.TCPRoute),
    referenceGrants: listAll(gatewayKinds.ReferenceGrant),
    backendTlsPolicies: listAll(gatewayKinds.BackendTLSPolicy),
    service: (namespace, name) => services.get(keyOf(namespace, name)),
    secret: (namespace, name) => secrets.get(keyOf(namespace, name)),
    slices: (namespace, service) => slices.get(keyOf(namespace, service)) ?? [],
  };
}

function groupSlices(items: readonly EndpointSlice[]): ReadonlyMap<string, readonly EndpointSlice[]> {
  const grouped = new Map<string, EndpointSlice[]>();
  for (const slice of [...items].sort(byAge)) {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (service === undefined) continue;
    const key = keyOf(slice.metadata.namespace, service);
    grouped.set(key, [...(grouped.get(key) ?? []), slice]);
  }
  return grouped;
}
