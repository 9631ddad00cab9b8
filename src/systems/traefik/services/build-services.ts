import type { Json } from '../../../kube/object.ts';
import type { CompiledMiddleware } from '../decision/exchange.ts';
import { buildChain, MiddlewareProblem } from '../middlewares/kit/build-chain.ts';
import {
  type MiddlewareConfig,
  providerOf,
  qualify,
  type Server,
  type ServiceConfig,
} from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import type { StaticConfiguration } from '../model/static-configuration.ts';

/** A service as routers reach it. */
export type ServicePlan =
  | { readonly kind: 'internal'; readonly name: string; readonly middlewares: readonly CompiledMiddleware[] }
  | {
      /** Every request is answered with it. */
      readonly kind: 'status';
      readonly name: string;
      readonly middlewares: readonly CompiledMiddleware[];
      readonly status: number;
    }
  | {
      readonly kind: 'servers';
      readonly name: string;
      readonly middlewares: readonly CompiledMiddleware[];
      readonly servers: readonly Server[];
      readonly passHostHeader: boolean;
      readonly strategy: string;
      readonly cookie?: string;
      readonly transport?: { readonly [option: string]: Json };
    }
  | {
      readonly kind: 'weighted';
      readonly name: string;
      readonly middlewares: readonly CompiledMiddleware[];
      readonly children: readonly { readonly plan: ServicePlan; readonly weight: number }[];
    };

/** A service with what became of it. Upstream: pkg/config/runtime/runtime_http.go ServiceInfo. */
export interface ServiceInfo {
  readonly name: string;
  readonly config: ServiceConfig;
  readonly errors: string[];
  status: 'enabled' | 'disabled' | 'warning';
  /** Server URL to `UP`, once built. */
  serverStatus: ReadonlyMap<string, string>;
  /** Whether a router got as far as building it. */
  built: boolean;
}

/** Thrown when a service cannot be built. */
export class ServiceProblem extends Error {}

const internalServices: Readonly<Record<string, (configuration: StaticConfiguration) => string | undefined>> = {
  'noop@internal': () => undefined,
  'acme-http@internal': ({ certificatesResolvers }) =>
    [...certificatesResolvers.values()].some(({ httpChallenge }) => httpChallenge)
      ? undefined
      : 'HTTP challenge is not enabled',
  'api@internal': ({ api }) => (api ? undefined : 'api is not enabled'),
  'dashboard@internal': ({ api }) => (api?.dashboard ? undefined : 'dashboard is not enabled'),
  'rest@internal': () => 'rest is not enabled',
  'ping@internal': ({ ping }) => (ping ? undefined : 'ping is not enabled'),
  'prometheus@internal': ({ prometheus }) => (prometheus ? undefined : 'prometheus is not enabled'),
};

export interface ServiceBuilderInput {
  readonly configuration: StaticConfiguration;
  readonly services: ReadonlyMap<string, ServiceInfo>;
  readonly middlewares: ReadonlyMap<string, MiddlewareConfig>;
  readonly serversTransports: ReadonlyMap<string, { readonly [option: string]: Json }>;
}

/** Builds services on demand, each once. Upstream: pkg/server/service/{service,internalhandler}.go. */
export class ServiceBuilder {
  private readonly built = new Map<string, ServicePlan>();
  private readonly input: ServiceBuilderInput;

  constructor(input: ServiceBuilderInput) {
    this.input = input;
  }

  /** The plan of a service by qualified name; throws {@link ServiceProblem} with upstream's words. */
  build(name: string, stack: readonly string[] = []): ServicePlan {
    const known = this.built.get(name);
    if (known) return known;
    if (name.endsWith('@internal')) return this.keep(name, this.internal(name));
    const info = this.input.services.get(name);
    if (!info) throw new ServiceProblem(`the service ${quoteGo(name)} does not exist`);
    if (info.status === 'disabled') throw new ServiceProblem(info.errors.join(', '));
    try {
      return this.keep(name, this.typed(name, info, stack));
    } catch (thrown) {
      if (!(thrown instanceof ServiceProblem) && !(thrown instanceof MiddlewareProblem)) throw thrown;
      if (!info.errors.includes(thrown.message)) info.errors.push(thrown.message);
      info.status = 'disabled';
      throw thrown;
    }
  }

  private keep(name: string, plan: ServicePlan): ServicePlan {
    this.built.set(name, plan);
    return plan;
  }

  private internal(name: string): ServicePlan {
    const check = internalServices[name];
    const problem = check ? check(this.input.configuration) : `unknown internal service ${name}`;
    if (problem) throw new ServiceProblem(problem);
    return { kind: 'internal', name, middlewares: [] };
  }

  private typed(name: string, info: ServiceInfo, stack: readonly string[]): ServicePlan {
    const { config } = info;
    const item = `service:${name}`;
    if (stack.includes(item))
      throw new ServiceProblem(
        `could not instantiate service ${name}: recursion detected in ${[...stack, item].join('->')}`,
      );
    const inner = [...stack, item];
    const provider = providerOf(name);
    const children = (refs: readonly { name: string; weight?: number; status?: number }[], prefix: boolean) =>
      refs.map(({ name: child, weight = 1, status }) => ({
        plan:
          status === undefined
            ? this.child(qualify(child, provider), inner, prefix)
            : ({ kind: 'status', name: child, middlewares: [], status } as const),
        weight,
      }));
    const finish = (plan: (middlewares: readonly CompiledMiddleware[]) => ServicePlan): ServicePlan =>
      plan(
        buildChain(config.middlewares ?? [], provider, {
          configs: this.input.middlewares,
          buildService: (service) => this.build(service, inner),
        }),
      );
    if (config.loadBalancer) return this.servers(name, info, finish);
    const nested = config.weighted
      ? children(config.weighted.services, true)
      : config.highestRandomWeight
        ? children(config.highestRandomWeight.services, false)
        : config.mirroring
          ? children(
              [
                { name: config.mirroring.service },
                ...config.mirroring.mirrors.map((mirror) => ({ name: mirror.name, weight: 0 })),
              ],
              false,
            )
          : config.failover
            ? children([{ name: config.failover.service }, { name: config.failover.fallback, weight: 0 }], false)
            : undefined;
    if (!nested) throw new ServiceProblem(`the service ${quoteGo(name)} does not have any type defined`);
    return finish((middlewares) => ({ kind: 'weighted', name, middlewares, children: nested }));
  }

  private child(name: string, stack: readonly string[], prefix: boolean): ServicePlan {
    try {
      return this.build(name, stack);
    } catch (thrown) {
      if (!(thrown instanceof ServiceProblem) || !prefix) throw thrown;
      throw new ServiceProblem(`building HTTP service ${quoteGo(name)}: ${thrown.message}`);
    }
  }

  private servers(
    name: string,
    info: ServiceInfo,
    finish: (plan: (middlewares: readonly CompiledMiddleware[]) => ServicePlan) => ServicePlan,
  ): ServicePlan {
    const { servers, passHostHeader, strategy, sticky, serversTransport } = info.config.loadBalancer!;
    info.built = true;
    const transportName = serversTransport && qualify(serversTransport, providerOf(name));
    const transport = transportName === undefined ? undefined : this.input.serversTransports.get(transportName);
    if (transportName !== undefined && !transport && servers.length > 0) {
      throw new ServiceProblem(
        `error building proxy for server URL ${servers[0]!.url}: getting RoundTripper: servers transport not found ${transportName}`,
      );
    }
    info.serverStatus = new Map(servers.map(({ url }) => [url, 'UP']));
    return finish((middlewares) => ({
      kind: 'servers',
      name,
      middlewares,
      servers,
      passHostHeader,
      strategy,
      ...(sticky?.cookie?.name ? { cookie: sticky.cookie.name } : {}),
      ...(transport ? { transport } : {}),
    }));
  }
}

/** Every server a plan may reach. */
export function serversOf(plan: ServicePlan): readonly Server[] {
  if (plan.kind === 'internal' || plan.kind === 'status') return [];
  if (plan.kind === 'servers') return plan.servers;
  return plan.children.filter(({ weight }) => weight > 0).flatMap((child) => serversOf(child.plan));
}
