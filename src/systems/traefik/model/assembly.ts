import type { Json } from '../../../kube/object.ts';
import { routerRuleDomains } from '../matching/router-rule.ts';
import { defaultAlpn } from '../providers/crd-tls.ts';
import {
  type CertificateConfig,
  type Diagnostic,
  type DynamicConfiguration,
  type MiddlewareConfig,
  type ModelConfig,
  providerOf,
  qualify,
  type RouterConfig,
  type ServiceConfig,
  type TlsOptionsConfig,
  type TlsStoreConfig,
} from './dynamic-configuration.ts';
import { quoteGo } from './go-text.ts';

/** A router with the TLS options that count for it on its entry points. */
export type ResolvedRouter = RouterConfig & { readonly resolvedOptions?: string };

/** All providers' configuration in one, names qualified. */
export interface MergedConfiguration {
  readonly routers: ReadonlyMap<string, RouterConfig>;
  readonly services: ReadonlyMap<string, ServiceConfig>;
  readonly middlewares: ReadonlyMap<string, MiddlewareConfig>;
  readonly models: ReadonlyMap<string, ModelConfig>;
  readonly serversTransports: ReadonlyMap<string, { readonly [option: string]: Json }>;
  readonly certificates: readonly CertificateConfig[];
  readonly tlsOptions: ReadonlyMap<string, TlsOptionsConfig>;
  readonly tlsStore: TlsStoreConfig | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const defaultOptions: TlsOptionsConfig = { sniStrict: false, clientAuthorities: [], alpnProtocols: defaultAlpn };

/** Merges the providers. Upstream: pkg/server/aggregator.go mergeConfiguration. */
export function mergeProviders(
  providers: readonly DynamicConfiguration[],
  defaultEntryPoints: readonly string[],
): MergedConfiguration {
  const routers = new Map<string, RouterConfig>();
  const diagnostics = providers.flatMap((provider) => provider.diagnostics);
  for (const { provider, routers: own } of providers) {
    for (const [name, router] of own)
      routers.set(qualify(name, provider), mergeRouter(router, provider, defaultEntryPoints));
  }
  const all = <T>(
    pick: (provider: DynamicConfiguration) => ReadonlyMap<string, T>,
    keep: readonly string[] = [],
  ): Map<string, T> =>
    new Map(
      providers.flatMap((provider) =>
        [...pick(provider)].map(([name, value]): [string, T] => [
          keep.includes(name) ? name : qualify(name, provider.provider),
          value,
        ]),
      ),
    );
  const tlsOptions = all(({ tlsOptions: options }) => options, ['default']);
  const ambiguous = diagnostics.some(({ about }) => about === 'ambiguous-tls-options');
  if (!tlsOptions.has('default') && !ambiguous) tlsOptions.set('default', defaultOptions);
  return {
    routers,
    services: all(({ services }) => services),
    middlewares: all(({ middlewares }) => middlewares),
    models: all(({ models }) => models),
    serversTransports: all(({ serversTransports }) => serversTransports),
    certificates: providers.flatMap(({ certificates }) => certificates),
    tlsOptions,
    tlsStore: providers.map(({ tlsStores }) => tlsStores.get('default')).find((store) => store !== undefined),
    diagnostics,
  };
}

function mergeRouter(router: RouterConfig, provider: string, defaultEntryPoints: readonly string[]): RouterConfig {
  const { entryPoints, parentRefs } = router;
  return {
    ...router,
    entryPoints: entryPoints.length === 0 && !parentRefs ? defaultEntryPoints : entryPoints,
    ...(parentRefs ? { parentRefs: parentRefs.map((ref) => qualify(ref, provider)) } : {}),
  };
}

/** Copies routers per entry point that has defaults of its own, and puts the defaults in. Upstream: pkg/server/aggregator.go applyModel. */
export function applyModels(
  routers: ReadonlyMap<string, RouterConfig>,
  models: ReadonlyMap<string, ModelConfig>,
): Map<string, RouterConfig> {
  const result = new Map<string, RouterConfig>();
  const copies = new Map<string, string[]>();
  for (const [name, router] of routers) {
    const plain = router.entryPoints.filter((entryPoint) => !models.has(`${entryPoint}@internal`));
    if (router.parentRefs || plain.length > 0 || router.entryPoints.length === 0) {
      result.set(name, router.parentRefs ? router : { ...router, entryPoints: plain });
    }
    if (router.parentRefs) continue;
    for (const entryPoint of router.entryPoints) {
      const model = models.get(`${entryPoint}@internal`);
      if (!model) continue;
      const copy = router.entryPoints.length > 1 ? `${entryPoint}-${name}` : name;
      if (copy !== name) copies.set(name, [...(copies.get(name) ?? []), copy]);
      const tls = router.tls ?? model.tls;
      result.set(copy, {
        ...router,
        entryPoints: [entryPoint],
        middlewares: [...model.middlewares, ...router.middlewares],
        ...(tls ? { tls } : {}),
      });
    }
  }
  for (const [name, router] of result) {
    if (!router.parentRefs) continue;
    const parentRefs = router.parentRefs.flatMap((ref) => [
      ...(result.has(ref) ? [ref] : []),
      ...(copies.get(ref) ?? []),
    ]);
    result.set(name, { ...router, parentRefs });
  }
  return result;
}

/** Qualified name of a router's TLS options. */
export const optionsNameOf = (name: string, router: RouterConfig): string => {
  const options = router.tls?.options;
  return options && options !== 'default' ? qualify(options, providerOf(name)) : 'default';
};

/**
 * Decides the TLS options per entry point: a host served with different options falls back to the default ones, in a copy of the router.
 * Upstream: pkg/server/aggregator.go resolveHTTPTLSOptions, findConflictingRouters.
 */
export function resolveTlsOptions(
  routers: ReadonlyMap<string, RouterConfig>,
  report: (diagnostic: Diagnostic) => void,
): Map<string, ResolvedRouter> {
  const result = new Map<string, ResolvedRouter>();
  const conflicts = findConflicts(routers, report);
  for (const [name, router] of routers) {
    const resolved: ResolvedRouter = router.tls ? { ...router, resolvedOptions: optionsNameOf(name, router) } : router;
    const bad = router.entryPoints.filter((entryPoint) => conflicts.get(entryPoint)?.has(name));
    for (const entryPoint of bad) {
      result.set(`${entryPoint}-conflicted-${name}`, {
        ...resolved,
        entryPoints: [entryPoint],
        resolvedOptions: 'default',
      });
    }
    const entryPoints = router.entryPoints.filter((entryPoint) => !bad.includes(entryPoint));
    if (entryPoints.length > 0 || bad.length === 0) result.set(name, { ...resolved, entryPoints });
  }
  return result;
}

function findConflicts(
  routers: ReadonlyMap<string, RouterConfig>,
  report: (diagnostic: Diagnostic) => void,
): ReadonlyMap<string, ReadonlySet<string>> {
  const hosts = new Map<string, Map<string, Map<string, string[]>>>();
  const conflicts = new Map<string, Set<string>>();
  const add = (entryPoint: string, name: string): void => {
    conflicts.set(entryPoint, (conflicts.get(entryPoint) ?? new Set<string>()).add(name));
  };
  for (const [name, router] of routers) {
    if (!router.tls) continue;
    const options = optionsNameOf(name, router);
    const domains = routerRuleDomains(router.rule);
    for (const entryPoint of router.entryPoints) {
      if (domains.length === 0 && options !== 'default') add(entryPoint, name);
      const byHost = hosts.get(entryPoint) ?? new Map<string, Map<string, string[]>>();
      hosts.set(entryPoint, byHost);
      for (const domain of domains) {
        const byOptions = byHost.get(domain) ?? new Map<string, string[]>();
        byHost.set(domain, byOptions.set(options, [...(byOptions.get(options) ?? []), name]));
      }
    }
  }
  for (const [entryPoint, byHost] of hosts) {
    for (const [domain, byOptions] of byHost) {
      if (byOptions.size < 2) continue;
      const names = [...byOptions.values()].flat();
      for (const name of names) add(entryPoint, name);
      report({
        level: 'error',
        message: `On EntryPoint ${quoteGo(entryPoint)}, Host ${quoteGo(domain)} is served by multiple routers with different TLS options, default TLSOptions will be applied for the following routers: [${names.join(' ')}]`,
      });
    }
  }
  return conflicts;
}
