import type { Diagnostic, RouterTls, SourceRef, WeightedChild } from '../model/dynamic-configuration.ts';
import type { TcpRule } from './tcp-rule.ts';

/** `tls` of a TCP router. */
export type TcpTls = RouterTls & { readonly passthrough: boolean };

/** A TCP router before it is built. Priority 0 = that of its rule. Upstream: pkg/config/dynamic/tcp_config.go TCPRouter. */
export interface TcpRouterConfig {
  readonly entryPoints: readonly string[];
  readonly middlewares: readonly string[];
  readonly service: string;
  readonly rule: string;
  readonly ruleSyntax?: string;
  readonly priority: bigint;
  readonly tls?: TcpTls;
  readonly source: SourceRef;
}

/** A UDP router. Upstream: pkg/config/dynamic/udp_config.go UDPRouter. */
export interface UdpRouterConfig {
  readonly entryPoints: readonly string[];
  readonly service: string;
  readonly source: SourceRef;
}

/** How servers are asked. Upstream: pkg/config/dynamic/tcp_config.go TCPServersTransport. */
export interface StreamTransport {
  /** Version of the PROXY protocol whose header goes before what the client sends. */
  readonly proxyProtocol?: number;
  readonly insecureSkipVerify: boolean;
}

/** Servers of a Service, or several such services by weight. */
export interface StreamServiceConfig {
  readonly servers?: readonly { readonly address: string; readonly tls: boolean }[];
  readonly weighted?: readonly WeightedChild[];
  readonly transport?: string;
  readonly proxyProtocol?: number;
  /** The Service that the servers are of. */
  readonly source?: SourceRef;
}

export type TcpMiddlewareConfig = {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly source: SourceRef;
};

/** What the objects say of streams. Names are without provider. */
export interface StreamDraft {
  readonly tcpRouters: Map<string, TcpRouterConfig>;
  readonly tcpServices: Map<string, StreamServiceConfig>;
  readonly tcpMiddlewares: Map<string, TcpMiddlewareConfig>;
  readonly transports: Map<string, StreamTransport>;
  readonly udpRouters: Map<string, UdpRouterConfig>;
  readonly udpServices: Map<string, StreamServiceConfig>;
}

export const emptyStreams = (): StreamDraft => ({
  tcpRouters: new Map(),
  tcpServices: new Map(),
  tcpMiddlewares: new Map(),
  transports: new Map(),
  udpRouters: new Map(),
  udpServices: new Map(),
});

/** What several providers say of streams, in one. */
export function joinStreams(drafts: readonly (StreamDraft | undefined)[]): StreamDraft {
  const all = drafts.filter((draft) => draft !== undefined);
  const join = <T>(pick: (draft: StreamDraft) => ReadonlyMap<string, T>) =>
    new Map(all.flatMap((draft) => [...pick(draft)]));
  return {
    tcpRouters: join(({ tcpRouters }) => tcpRouters),
    tcpServices: join(({ tcpServices }) => tcpServices),
    tcpMiddlewares: join(({ tcpMiddlewares }) => tcpMiddlewares),
    transports: join(({ transports }) => transports),
    udpRouters: join(({ udpRouters }) => udpRouters),
    udpServices: join(({ udpServices }) => udpServices),
  };
}

/** A router of streams with what became of it. Upstream: pkg/config/runtime/runtime_{tcp,udp}.go. */
export interface StreamRouterInfo<Config = TcpRouterConfig | UdpRouterConfig> {
  readonly name: string;
  readonly config: Config;
  priority: bigint;
  readonly errors: string[];
  status: 'enabled' | 'disabled' | 'warning';
  using: readonly string[];
}

/** Servers one of which gets the stream. */
export interface StreamServer {
  /** `host:port`. */
  readonly address: string;
  readonly tls: boolean;
  readonly insecureSkipVerify: boolean;
  readonly proxyProtocol?: number;
}

/** Where a router leads to. */
export interface StreamPlan {
  readonly name: string;
  readonly servers: readonly StreamServer[];
  readonly children: readonly { readonly plan: StreamPlan; readonly weight: number }[];
  readonly source?: SourceRef;
}

/** A middleware of TCP, ready to decide. */
export interface TcpMiddleware {
  readonly name: string;
  readonly type: string;
  /** Upstream file. */
  readonly source: string;
  /** Why a connection from the address is closed; undefined when it goes on. `open`: connections from there that are open. */
  readonly refuse: (remoteAddress: string, open: number) => string | undefined;
  readonly passes: string;
  /** It counts connections. */
  readonly counts: boolean;
}

/** A TCP router that can be matched. */
export interface TcpRoute {
  readonly name: string;
  readonly info: StreamRouterInfo<TcpRouterConfig>;
  readonly rule: TcpRule;
  readonly priority: bigint;
  readonly middlewares: readonly TcpMiddleware[];
  readonly plan: StreamPlan | undefined;
  /** Name of the TLS options by which TLS ends here; undefined where nothing is decrypted. */
  readonly options?: string;
}

/** TCP routers of one entry point, in the order they are tried. */
export interface TcpRoutes {
  readonly clear: readonly TcpRoute[];
  /** Those with TLS, passed through or not. */
  readonly tls: readonly TcpRoute[];
}

/** Everything that decides about streams. */
export interface StreamConfiguration {
  readonly tcpRouters: ReadonlyMap<string, StreamRouterInfo<TcpRouterConfig>>;
  readonly udpRouters: ReadonlyMap<string, StreamRouterInfo<UdpRouterConfig>>;
  readonly tcpMiddlewares: ReadonlyMap<string, TcpMiddlewareConfig & { readonly errors: readonly string[] }>;
  readonly tcp: ReadonlyMap<string, TcpRoutes>;
  /** The router that gets all that comes in on an entry point of UDP. */
  readonly udp: ReadonlyMap<string, { readonly name: string; readonly plan: StreamPlan }>;
  readonly diagnostics: readonly Diagnostic[];
}
