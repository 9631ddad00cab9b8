import { compareText } from '../../../core/finding.ts';
import type { Diagnostic, TlsOptionsConfig } from '../model/dynamic-configuration.ts';
import { qualify } from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import { addError } from '../model/runtime-configuration.ts';
import { maxUserPriority, type StaticConfiguration } from '../model/static-configuration.ts';
import { crdProvider } from '../providers/crd-references.ts';
import type {
  StreamConfiguration,
  StreamDraft,
  StreamPlan,
  StreamRouterInfo,
  TcpMiddlewareConfig,
  TcpRoute,
  TcpRouterConfig,
  TcpRoutes,
  UdpRouterConfig,
} from './stream-configuration.ts';
import { buildStreamService, StreamServiceProblem } from './stream-services.ts';
import { buildTcpChain, TcpMiddlewareProblem } from './tcp-middlewares.ts';
import { compileTcpRule, tcpRulePriority } from './tcp-rule.ts';

/** What streams are built from. */
export interface StreamSource {
  readonly configuration: StaticConfiguration;
  readonly draft: StreamDraft;
  readonly defaultEntryPoints: readonly string[];
  readonly tlsOptions: ReadonlyMap<string, TlsOptionsConfig>;
}

const full = <T>(entries: Iterable<readonly [string, T]>): Map<string, T> =>
  new Map(
    [...entries]
      .map(([name, value]): [string, T] => [qualify(name, crdProvider), value])
      .sort(([a], [b]) => compareText(a, b)),
  );

type OwnMiddleware = TcpMiddlewareConfig & { errors: string[] };

interface Building extends StreamSource {
  readonly services: {
    readonly tcp: Parameters<typeof buildStreamService>[1];
    readonly udp: Parameters<typeof buildStreamService>[1];
  };
  readonly middlewares: ReadonlyMap<string, OwnMiddleware>;
}

/** Builds the routers of TCP and UDP. Upstream: pkg/server/router/tcp/manager.go, pkg/server/router/udp/router.go. */
export function buildStreams(source: StreamSource): StreamConfiguration {
  const { configuration, draft, defaultEntryPoints } = source;
  const transports = full(draft.transports);
  const building: Building = {
    ...source,
    services: {
      tcp: { services: full(draft.tcpServices), transports, word: '' },
      udp: { services: full(draft.udpServices), transports, word: 'UDP ' },
    },
    middlewares: full(
      [...draft.tcpMiddlewares].map(([name, config]): [string, OwnMiddleware] => [name, { ...config, errors: [] }]),
    ),
  };
  const byProtocol = (protocol: 'tcp' | 'udp') =>
    [...configuration.entryPoints.values()].filter((each) => each.protocol === protocol).map(({ name }) => name);
  const tcpRouters = full(draft.tcpRouters);
  const udpRouters = full(draft.udpRouters);
  const tcpInfos = bindAll(tcpRouters, byProtocol('tcp'), defaultEntryPoints);
  const udpInfos = bindAll(udpRouters, byProtocol('udp'), byProtocol('udp'));
  const diagnostics: Diagnostic[] = [];
  return {
    tcpRouters: tcpInfos,
    udpRouters: udpInfos,
    tcpMiddlewares: building.middlewares,
    tcp: tcpTables(building, tcpInfos, byProtocol('tcp')),
    udp: udpTables(building, udpInfos, { names: byProtocol('udp'), diagnostics }),
    diagnostics,
  };
}

/** Upstream: pkg/config/runtime/runtime_{tcp,udp}.go Get…RoutersByEntryPoints. */
function bindAll<Config extends TcpRouterConfig | UdpRouterConfig>(
  routers: ReadonlyMap<string, Config>,
  known: readonly string[],
  fallback: readonly string[],
): ReadonlyMap<string, StreamRouterInfo<Config>> {
  return new Map(
    [...routers].map(([name, written]) => {
      const entryPoints = written.entryPoints.length > 0 ? written.entryPoints : fallback;
      const config = { ...written, entryPoints };
      const info: StreamRouterInfo<Config> = { name, config, priority: 0n, errors: [], status: 'enabled', using: [] };
      for (const each of entryPoints)
        if (!known.includes(each)) addError(info, `entryPoint ${quoteGo(each)} doesn't exist`, false);
      info.using = [...new Set(entryPoints.filter((each) => known.includes(each)))].sort(compareText);
      if (info.using.length === 0) addError(info, 'no valid entryPoint for this router', true);
      return [name, info] as const;
    }),
  );
}

function tcpTables(
  building: Building,
  infos: ReadonlyMap<string, StreamRouterInfo<TcpRouterConfig>>,
  names: readonly string[],
): ReadonlyMap<string, TcpRoutes> {
  const routes = [...infos.values()]
    .filter(({ using }) => using.length > 0)
    .flatMap((info) => tcpRoute(building, info) ?? []);
  const sorted = routes.sort(compareRoutes);
  return new Map(
    names.map((name) => {
      const own = sorted.filter(({ info }) => info.using.includes(name));
      const table: TcpRoutes = {
        clear: own.filter(({ info }) => !info.config.tls),
        tls: own.filter(({ info }) => info.config.tls),
      };
      return [name, table];
    }),
  );
}

/** Upstream: pkg/muxer/tcp/mux.go routes.Less; of equal ones any may come first. */
const compareRoutes = (a: TcpRoute, b: TcpRoute): number =>
  a.priority === b.priority ? compareText(a.name, b.name) : a.priority > b.priority ? -1 : 1;

/** Upstream: addTCPHandlers. */
function tcpRoute(building: Building, info: StreamRouterInfo<TcpRouterConfig>): TcpRoute | undefined {
  const { config, name } = info;
  const fail = (message: string): undefined => {
    addError(info, message, true);
    return undefined;
  };
  info.priority = config.priority === 0n ? tcpRulePriority(config.rule) : config.priority;
  // The syntax of version 2 is not read here: its routers are said to be not known.
  if (isOfVersion2(building.configuration, config)) return undefined;
  const rule = compileTcpRule(config.rule, config.tls !== undefined);
  if ('problem' in rule && rule.problem.startsWith('invalid rule')) return fail(rule.problem);
  if (info.priority > maxUserPriority)
    return fail(`the router priority ${info.priority} exceeds the max user-defined priority ${maxUserPriority}`);
  const options = config.tls && !config.tls.passthrough ? qualifiedOptions(config.tls.options) : undefined;
  const common = { name, info, priority: info.priority, ...(options !== undefined && { options }) };
  if (options !== undefined && !building.tlsOptions.has(options)) {
    fail(`unknown TLS options: ${options}`);
    return 'problem' in rule ? fail(rule.problem) : { ...common, rule, middlewares: [], plan: undefined };
  }
  try {
    const plan = buildStreamService(qualify(config.service, crdProvider), building.services.tcp);
    const middlewares = buildTcpChain(config.middlewares, name, building.middlewares);
    return 'problem' in rule ? fail(rule.problem) : { ...common, rule, middlewares, plan };
  } catch (thrown) {
    if (thrown instanceof TcpMiddlewareProblem && thrown.owner !== undefined)
      building.middlewares.get(thrown.owner)?.errors.push(thrown.message);
    if (thrown instanceof TcpMiddlewareProblem || thrown instanceof StreamServiceProblem) return fail(thrown.message);
    throw thrown;
  }
}

/** Whether a rule is written in the syntax of version 2, which is not modelled. */
export const isOfVersion2 = (
  { defaultRuleSyntax }: Pick<StaticConfiguration, 'defaultRuleSyntax'>,
  { ruleSyntax }: Pick<TcpRouterConfig, 'ruleSyntax'>,
): boolean => (ruleSyntax || defaultRuleSyntax) === 'v2';

const qualifiedOptions = (options: string | undefined): string =>
  options && options !== 'default' ? qualify(options, crdProvider) : 'default';

/** All of an entry point goes to one router: the last by name of those that can be built. */
function udpTables(
  { services }: Building,
  infos: ReadonlyMap<string, StreamRouterInfo<UdpRouterConfig>>,
  { names, diagnostics }: { readonly names: readonly string[]; readonly diagnostics: Diagnostic[] },
): StreamConfiguration['udp'] {
  const tables = new Map<string, { readonly name: string; readonly plan: StreamPlan }>();
  for (const entryPoint of names) {
    const own = [...infos.values()].filter(({ using }) => using.includes(entryPoint)).reverse();
    const built = own.flatMap((info) => {
      const plan = udpPlan(info, services.udp);
      return plan ? [{ name: info.name, info, plan }] : [];
    });
    const [first, ...others] = built;
    if (first) tables.set(entryPoint, { name: first.name, plan: first.plan });
    for (const { info } of others)
      diagnostics.push({
        level: 'error',
        message: `Config has more than one udp router for a given entrypoint. ${entryPoint} goes to ${first?.name}`,
        object: info.config.source,
      });
  }
  return tables;
}

function udpPlan(
  info: StreamRouterInfo<UdpRouterConfig>,
  services: Parameters<typeof buildStreamService>[1],
): StreamPlan | undefined {
  try {
    return buildStreamService(qualify(info.config.service, crdProvider), services);
  } catch (thrown) {
    if (!(thrown instanceof StreamServiceProblem)) throw thrown;
    addError(info, thrown.message, true);
    return undefined;
  }
}
