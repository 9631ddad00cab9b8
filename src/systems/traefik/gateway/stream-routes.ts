import type { BackendRef, StreamRouteRule } from '../../kubernetes/gateway-api/kinds.ts';
import { qualify, type SourceRef, type WeightedChild } from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import { Refusal } from '../providers/servers.ts';
import type { StreamServiceConfig, TcpRouterConfig } from '../streams/stream-configuration.ts';
import type { Attached } from './attach-routes.ts';
import { backendAddresses, checkTcp } from './backend-addresses.ts';
import { grantOf } from './backends.ts';
import { type Condition, fault } from './condition.ts';
import { checkGrant, type GatewayContext, gatewayProvider } from './gateway-context.ts';
import { gatewayRouterName, sourceOf } from './gateway-names.ts';
import { serverNameRule } from './http-match.ts';
import { passesTls } from './listeners.ts';

const qualified = (name: string): string => qualify(name, gatewayProvider);

/** Loads a TLSRoute or a TCPRoute at a listener. Upstream: pkg/provider/kubernetes/gateway/tlsroute.go loadTLSRoute, tcproute.go loadTCPRoute. */
export function loadStreamRoute(context: GatewayContext, at: Attached<StreamRouteRule>): Condition | undefined {
  let condition: Condition | undefined;
  for (const [index, { backendRefs = [] }] of (at.route.spec?.rules ?? []).entries()) {
    if (backendRefs.length === 0) continue;
    const name = qualified(gatewayRouterName(at, index, ''));
    const source = sourceOf(at, index);
    const [only] = backendRefs;
    const internal = backendRefs.length === 1 && only?.kind === 'TraefikService' && only.name.endsWith('@internal');
    const loaded = internal ? { service: only.name } : loadWeighted(context, at, { name, source, backendRefs });
    condition = loaded.condition ?? condition;
    context.streams.tcpRouters.set(name, { ...routerOf(at), service: loaded.service, source });
  }
  return condition;
}

function routerOf({ route, listener, hosts }: Attached<unknown>): Omit<TcpRouterConfig, 'service' | 'source'> {
  const { protocol, tls } = listener.written;
  const isTls = route.kind === 'TLSRoute' || (protocol === 'TLS' && tls !== undefined);
  const { rule, priority } = route.kind === 'TLSRoute' ? serverNameRule(hosts) : serverNameRule([]);
  return {
    entryPoints: [listener.entryPoint],
    middlewares: [],
    rule,
    ruleSyntax: 'default',
    priority: BigInt(priority),
    ...(isTls ? { tls: { passthrough: passesTls(listener.written) } } : {}),
  };
}

interface Rule {
  readonly name: string;
  readonly source: SourceRef;
  readonly backendRefs: readonly BackendRef[];
}

/** Upstream: loadTLSWRRService. */
function loadWeighted(
  { streams, ...rest }: GatewayContext,
  { route }: Attached<unknown>,
  { name, source, backendRefs }: Rule,
): { readonly service: string; readonly condition?: Condition } {
  const context = { streams, ...rest };
  const bare = name.slice(0, -`@${gatewayProvider}`.length);
  let condition: Condition | undefined;
  const weighted = backendRefs.map((ref, index): WeightedChild => {
    const weight = ref.weight ?? 1;
    const namespace = ref.namespace || source.namespace;
    const own = qualified(`${bare}-svc-${namespace}-${ref.name.split('@')[0]}-${index}`);
    const loaded = loadServers(context, { ref, source });
    if ('servers' in loaded) {
      streams.tcpServices.set(own, loaded);
      return { name: own, weight };
    }
    if ('name' in loaded) return { name: loaded.name, weight };
    condition = fault(route, 'ResolvedRefs', loaded.reason, loaded.refused);
    rest.draft.diagnostics.push({ level: 'error', message: loaded.refused, object: source });
    const empty = qualified(`${bare}-err-lb`);
    streams.tcpServices.set(empty, { servers: [] });
    return { name: empty, weight };
  });
  const service = qualified(`${bare}-wrr`);
  streams.tcpServices.set(service, { weighted });
  return { service, ...(condition ? { condition } : {}) };
}

type Loaded =
  | (StreamServiceConfig & Required<Pick<StreamServiceConfig, 'servers'>>)
  | { readonly name: string }
  | { readonly reason: string; readonly refused: string };

/** Upstream: loadTLSService, loadTCPService. */
function loadServers(
  context: GatewayContext,
  { ref, source }: { readonly ref: BackendRef; readonly source: SourceRef },
): Loaded {
  const { group = '', kind = 'Service', name } = ref;
  const namespace = ref.namespace || source.namespace;
  const whole = `Cannot load ${source.kind} BackendRef ${group || 'core'}/${kind}/${namespace}/${name}`;
  const refuse = (reason: string, refused: string): Loaded => ({ reason, refused });
  let reason = 'RefNotPermitted';
  let prefix = `${whole}: `;
  try {
    if (ref.namespace && name.includes('@'))
      throw new Refusal('namespace is not allowed with a cross-provider reference');
    checkGrant(context, grantOf({ ref, source }));
    if ((group !== '' && group !== 'core') || kind !== 'Service') {
      reason = 'InvalidKind';
      return { name: crossProvider(context, ref, source) };
    }
    if (!ref.port) return refuse('UnsupportedProtocol', `${whole} port is required`);
    reason = 'BackendNotFound';
    prefix = `Cannot load ${source.kind} BackendRef ${namespace}/${name}: `;
    const { addresses, port } = backendAddresses(context, namespace, ref);
    reason = 'UnsupportedProtocol';
    checkTcp(port);
    const servers = addresses.map((address) => ({ address, tls: false }));
    return { servers, source: { kind: 'Service', namespace, name } };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return refuse(reason, `${prefix}${thrown.message}`);
  }
}

/** Upstream: tcproute.go loadTCPBackendRef. */
function crossProvider({ settings }: GatewayContext, { group, kind, name }: BackendRef, source: SourceRef): string {
  if (kind !== 'TraefikService' || !name.includes('@'))
    throw new Refusal(`unsupported BackendRef ${group}/${kind}/${name}`);
  const allowed = settings.crossProviderNamespaces;
  if (!allowed || allowed.includes(source.namespace)) return name;
  throw new Refusal(
    `TraefikService ${quoteGo(name)} reference is not allowed: route namespace ${quoteGo(source.namespace)} is not in crossProviderNamespaces`,
  );
}

/**
 * With a route of TLS, connections for hosts that none takes and that speak no HTTP are closed.
 * Upstream: pkg/provider/kubernetes/gateway/tlsroute.go loadTLSRoutes.
 */
export function denyUnknownHosts({ streams }: GatewayContext, source: SourceRef): void {
  const name = qualified('deny-unknown-host');
  streams.tcpRouters.set(name, {
    ...{ entryPoints: [], middlewares: [], service: name, tls: { passthrough: false }, source },
    ...{ rule: 'HostSNI(`*`) && !ALPN(`h2`) && !ALPN(`http/1.1`)', priority: 1n },
  });
  streams.tcpServices.set(name, { servers: [] });
}
