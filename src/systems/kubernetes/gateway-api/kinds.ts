import type { KindRef, KubeObject } from '../../../kube/object.ts';
import type { LabelSelector } from '../../../kube/selector.ts';

/** API group of the Gateway API. */
export const gatewayGroup = 'gateway.networking.k8s.io';

const versionsOf = (kind: string, versions: readonly string[]): readonly KindRef[] =>
  versions.map((version) => ({ apiVersion: `${gatewayGroup}/${version}`, kind }));

/** The kinds, each by the versions in which it has been served: all of them have the fields that are read here. */
export const gatewayKinds = {
  GatewayClass: versionsOf('GatewayClass', ['v1', 'v1beta1']),
  Gateway: versionsOf('Gateway', ['v1', 'v1beta1']),
  HTTPRoute: versionsOf('HTTPRoute', ['v1', 'v1beta1']),
  GRPCRoute: versionsOf('GRPCRoute', ['v1', 'v1alpha2']),
  TLSRoute: versionsOf('TLSRoute', ['v1', 'v1alpha3', 'v1alpha2']),
  TCPRoute: versionsOf('TCPRoute', ['v1', 'v1alpha2']),
  UDPRoute: versionsOf('UDPRoute', ['v1', 'v1alpha2']),
  ReferenceGrant: versionsOf('ReferenceGrant', ['v1', 'v1beta1', 'v1alpha2']),
  BackendTLSPolicy: versionsOf('BackendTLSPolicy', ['v1', 'v1alpha3']),
} as const satisfies Record<string, readonly KindRef[]>;

// What is read may never have passed the definitions (files): hence fields that may be missing.

type WithSpec<Spec> = KubeObject & { readonly spec?: Spec };

/** What stands at an object of whom a reference leads there. */
export type ObjectRef = {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
};

export type ParentRef = ObjectRef & { readonly sectionName?: string; readonly port?: number };

export type Listener = {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly tls?: { readonly mode?: string; readonly certificateRefs?: readonly ObjectRef[] };
  readonly allowedRoutes?: {
    readonly namespaces?: { readonly from?: string; readonly selector?: LabelSelector };
    readonly kinds?: readonly { readonly group?: string; readonly kind: string }[];
  };
};

export type GatewayClass = WithSpec<{ readonly controllerName?: string }>;

export type Gateway = WithSpec<{
  readonly gatewayClassName?: string;
  readonly listeners?: readonly Listener[];
  readonly infrastructure?: { readonly parametersRef?: ObjectRef };
}>;

/** One pair of a name and how its value is matched. */
export type NamedMatch = { readonly name: string; readonly value: string; readonly type?: string };

export type PathMatch = { readonly type?: string; readonly value?: string };

export type HttpMatch = {
  readonly path?: PathMatch;
  readonly method?: string;
  readonly headers?: readonly NamedMatch[];
  readonly queryParams?: readonly NamedMatch[];
};

type PathModifier = {
  readonly type?: string;
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
};

export type HeaderFilter = {
  readonly set?: readonly { readonly name: string; readonly value: string }[];
  readonly add?: readonly { readonly name: string; readonly value: string }[];
  readonly remove?: readonly string[];
};

export type RouteFilter = {
  readonly type: string;
  readonly requestHeaderModifier?: HeaderFilter;
  readonly responseHeaderModifier?: HeaderFilter;
  readonly requestRedirect?: {
    readonly scheme?: string;
    readonly hostname?: string;
    readonly port?: number;
    readonly path?: PathModifier;
    readonly statusCode?: number;
  };
  readonly urlRewrite?: { readonly hostname?: string; readonly path?: PathModifier };
  readonly extensionRef?: ObjectRef;
};

export type BackendRef = ObjectRef & {
  readonly port?: number;
  readonly weight?: number;
  readonly filters?: readonly RouteFilter[];
};

export type HttpRouteRule = {
  readonly matches?: readonly HttpMatch[];
  readonly filters?: readonly RouteFilter[];
  readonly backendRefs?: readonly BackendRef[];
};

export type GrpcMatch = {
  readonly method?: { readonly type?: string; readonly service?: string; readonly method?: string };
  readonly headers?: readonly NamedMatch[];
};

export type GrpcRouteRule = {
  readonly matches?: readonly GrpcMatch[];
  readonly filters?: readonly RouteFilter[];
  readonly backendRefs?: readonly BackendRef[];
};

export type StreamRouteRule = { readonly backendRefs?: readonly BackendRef[] };

/** Any route: what all kinds of them have. */
export type AnyRoute<Rule = StreamRouteRule> = WithSpec<{
  readonly parentRefs?: readonly ParentRef[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly Rule[];
}>;

export type HttpRoute = AnyRoute<HttpRouteRule>;
export type GrpcRoute = AnyRoute<GrpcRouteRule>;

export type ReferenceGrant = WithSpec<{
  readonly from?: readonly { readonly group?: string; readonly kind: string; readonly namespace: string }[];
  readonly to?: readonly { readonly group?: string; readonly kind: string; readonly name?: string }[];
}>;

export type BackendTlsPolicy = WithSpec<{
  readonly targetRefs?: readonly (ObjectRef & { readonly sectionName?: string })[];
}>;
