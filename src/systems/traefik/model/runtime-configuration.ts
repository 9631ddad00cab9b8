import type { CompiledMiddleware } from '../decision/exchange.ts';
import type { GatewaysFound } from '../gateway/load-gateways.ts';
import type { CompiledRouterRule } from '../matching/router-rule.ts';
import type { RouteList } from '../matching/routes.ts';
import type { ServiceInfo, ServicePlan } from '../services/build-services.ts';
import type { StreamConfiguration } from '../streams/stream-configuration.ts';
import type { CertificateStore } from '../tls/certificates.ts';
import type { ResolvedRouter } from './assembly.ts';
import type { Diagnostic, MiddlewareConfig, TlsOptionsConfig } from './dynamic-configuration.ts';
import type { StaticConfiguration } from './static-configuration.ts';

/** A router with what became of it. Upstream: pkg/config/runtime/runtime_http.go RouterInfo. */
export interface RouterInfo {
  readonly name: string;
  readonly config: ResolvedRouter;
  /** As configured, or the length of the rule. */
  priority: bigint;
  readonly errors: string[];
  status: 'enabled' | 'disabled' | 'warning';
  using: readonly string[];
  children: readonly string[];
}

export interface MiddlewareInfo {
  readonly name: string;
  readonly config: MiddlewareConfig;
  readonly errors: string[];
  status: 'enabled' | 'disabled' | 'warning';
}

/** A router that can be matched. */
export interface ActiveRoute {
  readonly name: string;
  readonly info: RouterInfo;
  readonly rule: CompiledRouterRule;
  readonly priority: bigint;
  readonly precedence: number;
  readonly middlewares: readonly CompiledMiddleware[];
  /** Where it leads: a service, or the routers below it. */
  readonly service?: ServicePlan;
  readonly children?: RouteList<ActiveRoute>;
}

/** One entry point's routers: those for clear requests and those for TLS never see each other's. */
export interface EntryPointRoutes {
  readonly clear: RouteList<ActiveRoute>;
  readonly tls: RouteList<ActiveRoute>;
  /** Server name (may be a wildcard) to the name of its TLS options; undefined = connections are closed. */
  readonly optionsByHost: ReadonlyMap<string, string | undefined>;
}

/** Everything Traefik decides by, at one moment. */
export interface Configuration {
  readonly static: StaticConfiguration;
  /** By name, in text order. */
  readonly routers: ReadonlyMap<string, RouterInfo>;
  readonly services: ReadonlyMap<string, ServiceInfo>;
  readonly middlewares: ReadonlyMap<string, MiddlewareInfo>;
  readonly entryPoints: ReadonlyMap<string, EntryPointRoutes>;
  readonly certificates: CertificateStore;
  readonly tlsOptions: ReadonlyMap<string, TlsOptionsConfig>;
  readonly streams: StreamConfiguration;
  readonly diagnostics: readonly Diagnostic[];
  /** What is said of the Gateway API; left out where it is not read. */
  readonly gateways?: GatewaysFound;
}

/** Notes an error once; a critical one disables. Upstream: pkg/config/runtime/runtime_http.go AddError. */
export function addError(info: { errors: string[]; status: string }, message: string, critical: boolean): void {
  if (info.errors.includes(message)) return;
  info.errors.push(message);
  if (critical) info.status = 'disabled';
  else if (info.status !== 'disabled') info.status = 'warning';
}
