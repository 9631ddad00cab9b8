import { compareText } from '../../core/finding.ts';
import {
  type Diagnostic,
  type MiddlewareConfig,
  providerOf,
  qualify,
  type TlsOptionsConfig,
} from './dynamic-configuration.ts';
import { quoteGo } from './go-text.ts';
import { indexObjects, type TraefikObjects } from './objects.ts';
import {
  applyModels,
  mergeProviders,
  optionsNameOf,
  type ResolvedRouter,
  resolveTlsOptions,
} from './semantics-assembly.ts';
import type { CompiledMiddleware } from './semantics-exchange.ts';
import { loadFromIngresses } from './semantics-ingress.ts';
import { loadFromCrds } from './semantics-ingressroute.ts';
import { loadInternal } from './semantics-internal.ts';
import { buildChain, MiddlewareProblem } from './semantics-middleware.ts';
import { RouteTable } from './semantics-routes.ts';
import { type CompiledRule, compileRule, ruleDomains, rulePriority } from './semantics-rule.ts';
import { parseRule, spellings } from './semantics-rule-tree.ts';
import {
  ServiceBuilder,
  type ServiceBuilderInput,
  type ServiceInfo,
  type ServicePlan,
  ServiceProblem,
} from './semantics-services.ts';
import { defaultEntryPoints, maxUserPriority, type StaticConfiguration } from './semantics-static.ts';
import { buildStore, type CertificateStore } from './semantics-tls.ts';

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
  readonly rule: CompiledRule;
  readonly priority: bigint;
  readonly precedence: number;
  readonly middlewares: readonly CompiledMiddleware[];
  /** Where it leads: a service, or the routers below it. */
  readonly service?: ServicePlan;
  readonly children?: RouteTable<ActiveRoute>;
}

/** One entry point's routers: those for clear requests and those for TLS never see each other's. */
export interface EntryPointRoutes {
  readonly clear: RouteTable<ActiveRoute>;
  readonly tls: RouteTable<ActiveRoute>;
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
  readonly diagnostics: readonly Diagnostic[];
}

const sorted = <T>(entries: Iterable<readonly [string, T]>): Map<string, T> =>
  new Map([...entries].sort(([a], [b]) => compareText(a, b)));

function addError(info: { errors: string[]; status: string }, message: string, critical: boolean): void {
  if (info.errors.includes(message)) return;
  info.errors.push(message);
  if (critical) info.status = 'disabled';
  else if (info.status !== 'disabled') info.status = 'warning';
}

/**
 * Builds the configuration from the static settings and the objects of the cluster.
 * Upstream: pkg/server/{configurationwatcher,aggregator}.go, pkg/server/router/router.go, pkg/server/router/tcp/manager.go.
 */
export function buildConfiguration(configuration: StaticConfiguration, objects: TraefikObjects): Configuration {
  const { kubernetesCrd, kubernetesIngress, defaultRuleSyntax } = configuration;
  const merged = mergeProviders(
    [
      loadInternal(configuration),
      ...(kubernetesCrd ? [loadFromCrds(kubernetesCrd, objects)] : []),
      ...(kubernetesIngress ? [loadFromIngresses(kubernetesIngress, objects, defaultRuleSyntax)] : []),
    ],
    defaultEntryPoints(configuration),
  );
  const diagnostics = [...merged.diagnostics];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const resolved = resolveTlsOptions(applyModels(merged.routers, merged.models), report);
  const routers = sorted([...resolved].map(([name, config]): [string, RouterInfo] => [name, routerInfo(name, config)]));
  const services = sorted(
    [...merged.services].map(([name, config]): [string, ServiceInfo] => [
      name,
      { name, config, errors: [], status: 'enabled', serverStatus: new Map(), built: false },
    ]),
  );
  const middlewares = sorted(
    [...merged.middlewares].map(([name, config]): [string, MiddlewareInfo] => [
      name,
      { name, config, errors: [], status: 'enabled' },
    ]),
  );
  const builder = new RouterBuilder({
    configuration,
    routers,
    services,
    middlewareInfos: middlewares,
    middlewares: merged.middlewares,
    serversTransports: merged.serversTransports,
    tlsOptions: merged.tlsOptions,
  });
  return {
    static: configuration,
    routers,
    services,
    middlewares,
    entryPoints: builder.build(),
    certificates: buildStore(merged.certificates, merged.tlsStore, report),
    tlsOptions: merged.tlsOptions,
    diagnostics,
  };
}

/** The configuration when nothing is read from a cluster. */
export const emptyConfiguration = (configuration: StaticConfiguration): Configuration =>
  buildConfiguration(configuration, indexObjects([]));

const routerInfo = (name: string, config: ResolvedRouter): RouterInfo => ({
  name,
  config,
  priority: config.priority,
  errors: [],
  status: 'enabled',
  using: [],
  children: [],
});

type BuilderInput = ServiceBuilderInput & {
  readonly routers: ReadonlyMap<string, RouterInfo>;
  readonly middlewareInfos: ReadonlyMap<string, MiddlewareInfo>;
  readonly tlsOptions: ReadonlyMap<string, TlsOptionsConfig>;
};

class RouterBuilder {
  private readonly built = new Map<string, ActiveRoute | undefined>();
  private readonly services: ServiceBuilder;
  private readonly configuration: StaticConfiguration;
  private readonly routers: ReadonlyMap<string, RouterInfo>;
  private readonly middlewares: ReadonlyMap<string, MiddlewareInfo>;
  private readonly middlewareConfigs: ReadonlyMap<string, MiddlewareConfig>;
  private readonly tlsOptions: ReadonlyMap<string, TlsOptionsConfig>;

  constructor(input: BuilderInput) {
    this.configuration = input.configuration;
    this.routers = input.routers;
    this.middlewares = input.middlewareInfos;
    this.middlewareConfigs = input.middlewares;
    this.tlsOptions = input.tlsOptions;
    this.services = new ServiceBuilder(input);
  }

  build(): ReadonlyMap<string, EntryPointRoutes> {
    this.linkChildren();
    for (const info of this.routers.values()) this.bind(info);
    const tables = new Map<string, EntryPointRoutes>();
    for (const [name, { protocol }] of this.configuration.entryPoints) {
      if (protocol === 'udp') continue;
      const own = [...this.routers.values()].filter(({ using }) => using.includes(name));
      const table = (tls: boolean) =>
        new RouteTable(
          own
            .filter(({ config }) => (config.tls !== undefined) === tls && !config.parentRefs)
            .flatMap((info) => this.route(info) ?? []),
        );
      const [clear, tls] = [table(false), table(true)];
      tables.set(name, { clear, tls, optionsByHost: this.optionsByHost(own) });
    }
    return tables;
  }

  /** Upstream: ParseRouterTree. */
  private linkChildren(): void {
    for (const info of this.routers.values()) {
      const { parentRefs, tls, observability, entryPoints } = info.config;
      for (const ref of parentRefs ?? []) {
        const parent = this.routers.get(ref);
        if (parent) parent.children = [...new Set([...parent.children, info.name])];
        else addError(info, `parent router ${quoteGo(ref)} does not exist`, true);
      }
      if (!parentRefs) continue;
      const odd = tls ? 'TLS' : observability ? 'Observability' : entryPoints.length > 0 ? 'Entrypoints' : undefined;
      if (odd) addError(info, `non-root router cannot have ${odd} configuration`, true);
    }
    for (const info of this.routers.values()) {
      const { service } = info.config;
      if (service === '' && info.children.length === 0)
        addError(info, 'router has no service and no child routers', true);
      else if (service !== '' && info.children.length > 0) {
        addError(info, 'router has both a service and is referenced as a parent by other routers', true);
      }
    }
  }

  /** Upstream: pkg/config/runtime/runtime_http.go GetRoutersByEntryPoints. */
  private bind(info: RouterInfo): void {
    const known: string[] = [];
    for (const name of info.config.entryPoints) {
      const entryPoint = this.configuration.entryPoints.get(name);
      if (entryPoint && entryPoint.protocol !== 'udp') known.push(name);
      else addError(info, `entryPoint ${quoteGo(name)} doesn't exist`, false);
    }
    if (known.length === 0 && !info.config.parentRefs) addError(info, 'no valid entryPoint for this router', true);
    info.using = [...new Set(known)].sort(compareText);
    const reached = known.length > 0 || info.config.parentRefs !== undefined;
    if (info.priority === 0n && reached) info.priority = rulePriority(info.config.rule);
  }

  /** The router ready to match, or undefined when it is disabled. */
  private route(info: RouterInfo): ActiveRoute | undefined {
    if (!this.built.has(info.name)) this.built.set(info.name, this.buildRoute(info));
    return this.built.get(info.name);
  }

  private buildRoute(info: RouterInfo): ActiveRoute | undefined {
    const { name, config, priority } = info;
    const fail = (message: string): undefined => {
      addError(info, message, true);
      return undefined;
    };
    if (priority > maxUserPriority && !name.endsWith('@internal')) {
      return fail(`the router priority ${priority} exceeds the max user-defined priority ${maxUserPriority}`);
    }
    const options = optionsNameOf(name, config);
    if (config.tls && !this.tlsOptions.has(options))
      return fail(`building router handler: unknown TLS options: ${options}`);
    try {
      const target = this.target(info);
      const middlewares = buildChain(config.middlewares, providerOf(name), {
        configs: this.middlewareConfigs,
        buildService: (service) => this.services.build(service),
      });
      const rule = compileRule(config.rule);
      if ('problem' in rule) return fail(rule.problem);
      const place = this.configuration.precedence.indexOf(providerOf(name));
      return {
        name,
        info,
        rule,
        priority,
        precedence: place < 0 ? -1 : this.configuration.precedence.length - place,
        middlewares,
        ...target,
      };
    } catch (thrown) {
      if (thrown instanceof MiddlewareProblem) {
        for (const owner of thrown.owners) addError(this.middlewares.get(owner)!, thrown.message, true);
      }
      if (thrown instanceof MiddlewareProblem || thrown instanceof ServiceProblem) return fail(thrown.message);
      throw thrown;
    }
  }

  private target({
    name,
    config,
    children,
  }: RouterInfo): { service: ServicePlan } | { children: RouteTable<ActiveRoute> } {
    if (children.length > 0) {
      const routes = children.flatMap((child) => {
        const info = this.routers.get(child)!;
        return info.errors.length > 0 ? [] : (this.route(info) ?? []);
      });
      if (routes.length === 0)
        throw new ServiceProblem(
          `building child routers muxer: no child routers could be added to muxer (${children.length} skipped)`,
        );
      return { children: new RouteTable(routes) };
    }
    if (config.service === '') throw new ServiceProblem('router must have either a service or child routers');
    return { service: this.services.build(qualify(config.service, providerOf(name))) };
  }

  /** Upstream: pkg/server/router/tcp/manager.go buildEntryPointHandler. */
  private optionsByHost(own: readonly RouterInfo[]): ReadonlyMap<string, string | undefined> {
    const hosts = new Map<string, string | undefined>();
    for (const info of own) {
      const { config } = info;
      if (!config.tls) continue;
      const domains = ruleDomains(config.rule);
      const wanted = optionsNameOf(info.name, config);
      const unreadable = domains.length === 0 ? parseRule(config.rule, anyMatcher) : undefined;
      if (unreadable && 'problem' in unreadable) {
        const reason = unreadable.problem.replace(`parsing rule ${config.rule}: `, '');
        addError(info, `invalid rule ${config.rule}, error: error while parsing rule ${config.rule}: ${reason}`, true);
        continue;
      }
      if (domains.length === 0 && wanted !== 'default') {
        addError(info, `no domain found in rule ${config.rule}, the TLS option ${wanted} cannot be applied`, false);
      }
      if (domains.length > 0 && config.resolvedOptions !== wanted) {
        addError(
          info,
          "router's TLSOptions configuration is conflicting with other routers on the same entrypoint and host, default TLS options will be used instead",
          false,
        );
      }
      const options = config.resolvedOptions ?? 'default';
      for (const domain of domains) hosts.set(domain, this.tlsOptions.has(options) ? options : undefined);
    }
    return hosts;
  }
}

const anyMatcher = spellings(
  'ClientIP Method Host HostRegexp Path PathRegexp PathPrefix Header HeaderRegexp Query QueryRegexp HostHeader Headers HeadersRegexp'.split(
    ' ',
  ),
);

/**
 * Name of the TLS options of a connection: by the server name among the hosts of the entry point's TLS routers; undefined = it is closed.
 * Upstream: pkg/server/router/tcp/router.go ServeTCP.
 */
export function tlsOptionsOf(configuration: Configuration, entryPoint: string, serverName: string): string | undefined {
  const hosts = configuration.entryPoints.get(entryPoint)?.optionsByHost;
  const name = serverName.trim().toLowerCase().replace(/\.$/, '');
  const wildcard = `*${name.includes('.') ? name.slice(name.indexOf('.')) : ''}`;
  if (hosts?.has(name)) return hosts.get(name);
  if (name !== '' && hosts?.has(wildcard)) return hosts.get(wildcard);
  return configuration.tlsOptions.has('default') ? 'default' : undefined;
}
