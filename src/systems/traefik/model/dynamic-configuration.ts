import type { Json } from '../../../kube/object.ts';

/** Which object something was made from. */
export interface SourceRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Which of the object's routes, e.g. `routes[0]` or `rules[0].http.paths[1]`; undefined = the object as a whole. */
  readonly route?: string;
}

/** What upstream logs while it reads objects or builds routers, in its own words. */
export interface Diagnostic {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly object?: SourceRef;
  /** The rule of a route that is lost by it, as far as it had come to one. */
  readonly rule?: string;
  /** What a program does with it, where that is not by its level alone. */
  readonly about?: 'deprecated' | 'ambiguous-tls-options';
}

export interface Domain {
  readonly main?: string;
  readonly sans?: readonly string[];
}

/** `tls` of a router or an entry point. */
export interface RouterTls {
  readonly options?: string;
  readonly certResolver?: string;
  readonly domains?: readonly Domain[];
}

export interface Observability {
  readonly accessLogs?: boolean;
  readonly metrics?: boolean;
  readonly tracing?: boolean;
  readonly traceVerbosity?: string;
  readonly metadata?: { readonly [key: string]: Json };
}

/** A router before assembly. Priority 0 = the length of the rule. */
export interface RouterConfig {
  readonly entryPoints: readonly string[];
  readonly middlewares: readonly string[];
  readonly service: string;
  readonly rule: string;
  readonly ruleSyntax?: string;
  readonly priority: bigint;
  readonly tls?: RouterTls;
  readonly parentRefs?: readonly string[];
  readonly observability?: Observability;
  readonly source?: SourceRef;
  /** How it comes to its entry point, where that stands in another object. */
  readonly via?: string;
}

export interface Server {
  readonly url: string;
  readonly weight?: number;
  /** Terminating: kept for sticky sessions only. */
  readonly fenced?: boolean;
}

export interface Cookie {
  readonly name?: string;
  readonly [option: string]: Json | undefined;
}

export interface LoadBalancer {
  readonly sticky?: { readonly cookie?: Cookie };
  readonly servers: readonly Server[];
  readonly strategy: string;
  readonly healthCheck?: { readonly [key: string]: Json };
  readonly passHostHeader: boolean;
  readonly responseForwarding: { readonly flushInterval: string };
  readonly serversTransport?: string;
}

export interface WeightedChild {
  readonly name: string;
  readonly weight: number;
  /** It answers with that, and no service is asked. Upstream: pkg/config/dynamic/http_config.go WRRService.Status. */
  readonly status?: number;
}

/** A service: exactly one of its kinds is set; none for internal ones. */
export interface ServiceConfig {
  readonly middlewares?: readonly string[];
  readonly loadBalancer?: LoadBalancer;
  readonly highestRandomWeight?: { readonly services: readonly WeightedChild[] };
  readonly weighted?: { readonly services: readonly WeightedChild[]; readonly sticky?: { readonly cookie?: Cookie } };
  readonly mirroring?: {
    readonly service: string;
    readonly mirrors: readonly { readonly name: string; readonly percent?: number }[];
  };
  readonly failover?: {
    readonly service: string;
    readonly fallback: string;
    readonly errors?: { readonly [key: string]: Json };
  };
  readonly source?: SourceRef;
}

/** A middleware: type (Traefik's JSON name, e.g. `ipAllowList`) to its options. */
export interface MiddlewareConfig {
  readonly types: ReadonlyMap<string, { readonly [option: string]: Json }>;
  readonly source?: SourceRef;
}

/** An entry point's defaults for the routers on it. */
export interface ModelConfig {
  readonly middlewares: readonly string[];
  readonly tls?: RouterTls;
  readonly observability?: Observability;
}

/** A certificate with its key, and the name of the store it goes to. */
export interface CertificateConfig {
  /** `namespace/secret`. */
  readonly secret: string;
  readonly certificate: string;
  readonly key: string;
  readonly store: string;
}

export interface TlsOptionsConfig {
  readonly minVersion?: string;
  readonly maxVersion?: string;
  readonly cipherSuites?: readonly string[];
  readonly sniStrict: boolean;
  readonly clientAuthType?: string;
  readonly clientAuthorities: readonly string[];
  readonly alpnProtocols: readonly string[];
}

export interface TlsStoreConfig {
  readonly defaultCertificate?: { readonly secret: string; readonly certificate: string; readonly key: string };
}

/** What one provider hands over. Names are without provider. Upstream: pkg/config/dynamic. */
export interface DynamicConfiguration {
  readonly provider: string;
  readonly routers: ReadonlyMap<string, RouterConfig>;
  readonly services: ReadonlyMap<string, ServiceConfig>;
  readonly middlewares: ReadonlyMap<string, MiddlewareConfig>;
  readonly models: ReadonlyMap<string, ModelConfig>;
  readonly serversTransports: ReadonlyMap<string, { readonly [option: string]: Json }>;
  readonly certificates: readonly CertificateConfig[];
  readonly tlsOptions: ReadonlyMap<string, TlsOptionsConfig>;
  readonly tlsStores: ReadonlyMap<string, TlsStoreConfig>;
  readonly diagnostics: readonly Diagnostic[];
}

/** A provider's configuration under construction. */
export interface DynamicDraft {
  readonly provider: string;
  readonly routers: Map<string, RouterConfig>;
  readonly services: Map<string, ServiceConfig>;
  readonly middlewares: Map<string, MiddlewareConfig>;
  readonly models: Map<string, ModelConfig>;
  readonly serversTransports: Map<string, { readonly [option: string]: Json }>;
  certificates: CertificateConfig[];
  readonly tlsOptions: Map<string, TlsOptionsConfig>;
  readonly tlsStores: Map<string, TlsStoreConfig>;
  readonly diagnostics: Diagnostic[];
}

export const emptyDraft = (provider: string): DynamicDraft => ({
  provider,
  routers: new Map(),
  services: new Map(),
  middlewares: new Map(),
  models: new Map(),
  serversTransports: new Map(),
  certificates: [],
  tlsOptions: new Map(),
  tlsStores: new Map(),
  diagnostics: [],
});

/** Appends the provider to a name that has none. Upstream: pkg/server/provider/provider.go GetQualifiedName. */
export const qualify = (name: string, provider: string): string => (name.includes('@') ? name : `${name}@${provider}`);

/** Provider part of a qualified name. */
export const providerOf = (name: string): string => name.split('@')[1] ?? '';
