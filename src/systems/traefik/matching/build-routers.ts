import { compareText } from '../../../core/finding.ts';
import { buildChain, MiddlewareProblem } from '../middlewares/kit/build-chain.ts';
import { optionsNameOf } from '../model/assembly.ts';
import { type MiddlewareConfig, providerOf, qualify, type TlsOptionsConfig } from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import {
  type ActiveRoute,
  addError,
  type EntryPointRoutes,
  type MiddlewareInfo,
  type RouterInfo,
} from '../model/runtime-configuration.ts';
import { maxUserPriority, type StaticConfiguration } from '../model/static-configuration.ts';
import {
  ServiceBuilder,
  type ServiceBuilderInput,
  type ServicePlan,
  ServiceProblem,
} from '../services/build-services.ts';
import { optionsByHost } from '../tls/tls-options.ts';
import { compileRouterRule, routerRulePriority } from './router-rule.ts';
import { RouteList } from './routes.ts';

type BuilderInput = ServiceBuilderInput & {
  readonly routers: ReadonlyMap<string, RouterInfo>;
  readonly middlewareInfos: ReadonlyMap<string, MiddlewareInfo>;
  readonly tlsOptions: ReadonlyMap<string, TlsOptionsConfig>;
};

/** Builds the routers: what each leads to, or why it is disabled. Upstream: pkg/server/router/router.go. */
export class RouterBuilder {
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
        new RouteList(
          own
            .filter(({ config }) => (config.tls !== undefined) === tls && !config.parentRefs)
            .flatMap((info) => this.route(info) ?? []),
        );
      const [clear, tls] = [table(false), table(true)];
      tables.set(name, { clear, tls, optionsByHost: optionsByHost(own, this.tlsOptions) });
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
    if (info.priority === 0n && reached) info.priority = routerRulePriority(info.config.rule);
  }

  /** The router ready to match, or undefined when it is disabled. */
  private route(info: RouterInfo): ActiveRoute | undefined {
    if (!this.built.has(info.name)) {
      // Routers that are each other's parents lead nowhere.
      this.built.set(info.name, undefined);
      this.built.set(info.name, this.buildRoute(info));
    }
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
      const rule = compileRouterRule(config.rule);
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
  }: RouterInfo): { service: ServicePlan } | { children: RouteList<ActiveRoute> } {
    if (children.length > 0) {
      const routes = children.flatMap((child) => {
        const info = this.routers.get(child)!;
        return info.errors.length > 0 ? [] : (this.route(info) ?? []);
      });
      if (routes.length === 0)
        throw new ServiceProblem(
          `building child routers muxer: no child routers could be added to muxer (${children.length} skipped)`,
        );
      return { children: new RouteList(routes) };
    }
    if (config.service === '') throw new ServiceProblem('router must have either a service or child routers');
    return { service: this.services.build(qualify(config.service, providerOf(name))) };
  }
}
