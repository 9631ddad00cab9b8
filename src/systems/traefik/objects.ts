import { compareText } from '../../core/finding.ts';
import type { Json, KindRef, KubeObject, UnknownObject } from '../../kube/object.ts';
import {
  type EndpointSlice,
  type Ingress,
  type IngressClass,
  kinds,
  type Node,
  type Secret,
  type Service,
} from '../../kube/types.ts';

export const traefikApi = 'traefik.io/v1alpha1';
const of = (kind: string): KindRef => ({ apiVersion: traefikApi, kind });

/** The kinds of Traefik's own that are read. */
export const traefikKinds = {
  IngressRoute: of('IngressRoute'),
  Middleware: of('Middleware'),
  TraefikService: of('TraefikService'),
  TLSOption: of('TLSOption'),
  TLSStore: of('TLSStore'),
  ServersTransport: of('ServersTransport'),
} as const;

/** Everything the two providers read. */
export const readKinds: readonly KindRef[] = [
  ...Object.values(traefikKinds),
  kinds.Ingress,
  kinds.IngressClass,
  kinds.Service,
  kinds.EndpointSlice,
  kinds.Secret,
  kinds.Node,
];

export type NameRef = {
  readonly name: string;
  readonly namespace?: string;
};

/** LoadBalancerSpec of the CRDs. Upstream: pkg/provider/kubernetes/crd/traefikio/v1alpha1/ingressroute.go. */
export type ServiceRef = NameRef & {
  readonly kind?: string;
  readonly port?: number | string;
  readonly weight?: number;
  readonly scheme?: string;
  readonly strategy?: string;
  readonly passHostHeader?: boolean;
  readonly responseForwarding?: { readonly flushInterval?: string };
  readonly serversTransport?: string;
  readonly nativeLB?: boolean;
  readonly nodePortLB?: boolean;
  readonly middlewares?: readonly NameRef[];
  readonly sticky?: { readonly cookie?: { readonly [option: string]: Json } };
  readonly healthCheck?: { readonly [option: string]: Json };
};

export type Route = {
  readonly kind?: string;
  readonly match?: string;
  readonly priority?: number | bigint;
  readonly syntax?: string;
  readonly services?: readonly ServiceRef[];
  readonly middlewares?: readonly NameRef[];
  readonly observability?: { readonly [option: string]: Json };
};

export type IngressRoute = KubeObject & {
  readonly spec?: {
    readonly entryPoints?: readonly string[];
    readonly ingressClassName?: string;
    readonly routes?: readonly Route[];
    readonly parentRefs?: readonly NameRef[];
    readonly tls?: {
      readonly secretName?: string;
      readonly options?: NameRef;
      readonly certResolver?: string;
      readonly domains?: readonly { readonly main?: string; readonly sans?: readonly string[] }[];
    };
  };
};

export type Middleware = KubeObject & {
  readonly spec?: { readonly [type: string]: { readonly [option: string]: Json } };
};

export type TraefikService = KubeObject & {
  readonly spec?: {
    readonly weighted?: { readonly services?: readonly ServiceRef[]; readonly sticky?: ServiceRef['sticky'] };
    readonly mirroring?: ServiceRef & { readonly mirrors?: readonly (ServiceRef & { readonly percent?: number })[] };
    readonly highestRandomWeight?: { readonly services?: readonly ServiceRef[] };
    readonly failover?: {
      readonly service: ServiceRef;
      readonly fallback: ServiceRef;
      readonly errors?: { readonly [option: string]: Json };
    };
  };
};

export type TlsOption = KubeObject & {
  readonly spec?: {
    readonly minVersion?: string;
    readonly maxVersion?: string;
    readonly cipherSuites?: readonly string[];
    readonly sniStrict?: boolean;
    readonly alpnProtocols?: readonly string[];
    readonly clientAuth?: { readonly secretNames?: readonly string[]; readonly clientAuthType?: string };
  };
};

export type TlsStore = KubeObject & {
  readonly spec?: {
    readonly defaultCertificate?: { readonly secretName: string };
    readonly certificates?: readonly { readonly secretName: string }[];
  };
};

export type ServersTransport = KubeObject & {
  readonly spec?: { readonly [option: string]: Json };
};

/** The objects Traefik reads, ready to be looked up; lists are in order of namespace, then name. */
export type TraefikObjects = {
  readonly ingressRoutes: readonly IngressRoute[];
  readonly middlewares: readonly Middleware[];
  readonly traefikServices: readonly TraefikService[];
  readonly tlsOptions: readonly TlsOption[];
  readonly tlsStores: readonly TlsStore[];
  readonly serversTransports: readonly ServersTransport[];
  readonly ingresses: readonly Ingress[];
  readonly ingressClasses: readonly IngressClass[];
  readonly nodes: readonly Node[];
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
    ingresses: list(kinds.Ingress),
    ingressClasses: list(kinds.IngressClass),
    nodes: list(kinds.Node),
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
