import { middlewareModels } from '../middlewares/index.ts';
import { providerOf, qualify } from '../model/dynamic-configuration.ts';
import type { OpenJson } from '../model/go-text.ts';
import type { Configuration, MiddlewareInfo, RouterInfo } from '../model/runtime-configuration.ts';
import type { EntryPoint, ForwardedHeaders } from '../model/static-configuration.ts';
import type { ServiceInfo } from '../services/build-services.ts';

type Members = { readonly [key: string]: OpenJson | undefined };

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);

/** Members without the empty ones, as Go's `omitempty` leaves them out. */
function omitEmpty(members: Members): Members {
  const kept = Object.entries(members).filter(
    ([, value]) => value !== undefined && value !== '' && value !== false && value !== 0,
  );
  return Object.fromEntries(kept);
}

/** A router as the API shows it. Upstream: pkg/config/dynamic/http_config.go Router, pkg/config/runtime/runtime_http.go RouterInfo. */
export function routerJson({ config, priority, errors, status, using, name }: RouterInfo): Members {
  const { tls, observability } = config;
  const provider = providerOf(name);
  return omitEmpty({
    entryPoints: some(config.entryPoints),
    middlewares: some(config.middlewares.map((middleware) => qualify(middleware, provider))),
    service: config.service,
    rule: config.rule,
    parentRefs: config.parentRefs && some(config.parentRefs),
    ruleSyntax: config.ruleSyntax,
    priority: priority === 0n ? undefined : priority,
    tls: tls && omitEmpty({ options: tls.options, certResolver: tls.certResolver, domains: tls.domains as OpenJson }),
    observability: config.parentRefs
      ? undefined
      : {
          accessLogs: observability?.accessLogs ?? true,
          metrics: observability?.metrics ?? true,
          tracing: observability?.tracing ?? true,
          traceVerbosity: observability?.traceVerbosity ?? 'minimal',
          metadata: observability?.metadata,
        },
    error: some(errors),
    status,
    using: some(using),
  });
}

/** A router in a list or by itself: with its name. Upstream: pkg/api/handler_http.go newRouterRepresentation. */
export function namedRouterJson(info: RouterInfo): Members {
  const json = routerJson(info);
  const tls = json.tls as Members | undefined;
  return {
    ...json,
    ...(tls ? { tls: { options: 'default', ...tls } } : {}),
    name: info.name,
    provider: providerOf(info.name),
    priorityStr: String(info.priority),
  };
}

function serviceConfigJson({ name, config, built }: ServiceInfo): Members {
  const { middlewares, loadBalancer, highestRandomWeight, weighted, mirroring, failover } = config;
  const transport = loadBalancer?.serversTransport;
  return omitEmpty({
    middlewares: middlewares && some(middlewares),
    loadBalancer: loadBalancer && {
      sticky: loadBalancer.sticky as OpenJson | undefined,
      servers: some(loadBalancer.servers.map(({ url, weight, fenced }) => omitEmpty({ url, weight, fenced }))) as
        | OpenJson
        | undefined,
      strategy: loadBalancer.strategy,
      healthCheck: loadBalancer.healthCheck,
      passHostHeader: loadBalancer.passHostHeader,
      responseForwarding: loadBalancer.responseForwarding,
      serversTransport: transport && (built ? qualify(transport, providerOf(name)) : transport),
    },
    highestRandomWeight: highestRandomWeight as OpenJson | undefined,
    weighted: weighted as OpenJson | undefined,
    mirroring: mirroring as OpenJson | undefined,
    failover: failover as OpenJson | undefined,
  });
}

/** Routers that use a service, by qualified name. Upstream: pkg/config/runtime/runtime.go PopulateUsedBy. */
export function usersOfServices({ routers }: Configuration): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const { name, config } of routers.values()) {
    const service = qualify(config.service, providerOf(name));
    users.set(service, [...(users.get(service) ?? []), name]);
  }
  return users;
}

/** Routers that use a middleware themselves (not through a chain). */
export function usersOfMiddlewares({ routers }: Configuration): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const { name, config } of routers.values()) {
    for (const middleware of config.middlewares) {
      const qualified = qualify(middleware, providerOf(name));
      users.set(qualified, [...(users.get(qualified) ?? []), name]);
    }
  }
  return users;
}

/** Upstream: ServiceInfo, serviceInfoRepresentation. */
export const serviceJson = (info: ServiceInfo, usedBy: readonly string[] = []): Members => ({
  ...serviceConfigJson(info),
  ...omitEmpty({ error: some(info.errors), status: info.status, usedBy: some(usedBy) }),
  ...(info.serverStatus.size > 0 ? { serverStatus: Object.fromEntries([...info.serverStatus].sort()) } : {}),
});

/** Lower-case name of a service's kind; undefined for internal ones. */
export const serviceType = ({ config }: ServiceInfo): string | undefined =>
  (['loadBalancer', 'highestRandomWeight', 'weighted', 'mirroring', 'failover'] as const)
    .find((kind) => config[kind])
    ?.toLowerCase();

/** Upstream: newServiceRepresentation. */
export function namedServiceJson(info: ServiceInfo, usedBy: readonly string[] = []): Members {
  const { serverStatus, ...json } = serviceJson(info, usedBy);
  return {
    ...json,
    ...omitEmpty({ name: info.name, provider: providerOf(info.name), type: serviceType(info), serverStatus }),
  };
}

/** Upstream: MiddlewareInfo. */
export const middlewareJson = (info: MiddlewareInfo, usedBy: readonly string[] = []): Members => ({
  ...Object.fromEntries(
    [...info.config.types].map(([type, options]) => {
      const shown = usedBy.length > 0 ? middlewareModels.get(type)?.shown : undefined;
      return [type, shown ? shown(options, (name) => qualify(name, providerOf(info.name))) : options];
    }),
  ),
  ...omitEmpty({ error: some(info.errors), status: info.status, usedBy: some(usedBy) }),
});

/** Lower-case name of a middleware's type. */
export const middlewareType = ({ config }: MiddlewareInfo): string => [...config.types.keys()][0]?.toLowerCase() ?? '';

/** Upstream: newMiddlewareRepresentation. */
export const namedMiddlewareJson = (info: MiddlewareInfo, usedBy: readonly string[] = []): Members => ({
  ...middlewareJson(info, usedBy),
  ...omitEmpty({ name: info.name, provider: providerOf(info.name), type: middlewareType(info) }),
});

const trustJson = ({ insecure, trustedIPs, notAppendXForwardedFor }: ForwardedHeaders): Members =>
  omitEmpty({ insecure, trustedIPs: some(trustedIPs), notAppendXForwardedFor });

/** Upstream: pkg/config/static/entrypoints.go EntryPoint with its defaults, pkg/api/handler_entrypoint.go. */
export function entryPointJson(entryPoint: EntryPoint): Members {
  const { redirection, tls, proxyProtocol } = entryPoint;
  return omitEmpty({
    address: entryPoint.address,
    allowACMEByPass: entryPoint.allowAcmeByPass,
    asDefault: entryPoint.asDefault,
    transport: {
      lifeCycle: { graceTimeOut: '10s' },
      respondingTimeouts: { readTimeout: '1m0s', idleTimeout: '3m0s' },
    },
    proxyProtocol:
      proxyProtocol && omitEmpty({ insecure: proxyProtocol.insecure, trustedIPs: some(proxyProtocol.trustedIPs) }),
    forwardedHeaders: trustJson(entryPoint.forwardedHeaders),
    http: omitEmpty({
      redirections: redirection && { entryPoint: omitEmpty({ ...redirection }) },
      middlewares: some(entryPoint.middlewares),
      tls: tls as OpenJson | undefined,
      sanitizePath: true,
      maxHeaderBytes: 1048576,
      underscoreHeadersStrategy: 'keep',
    }),
    http2: { maxConcurrentStreams: 250, maxDecoderHeaderTableSize: 4096, maxEncoderHeaderTableSize: 4096 },
    udp: { timeout: '3s' },
    name: entryPoint.name,
  });
}
