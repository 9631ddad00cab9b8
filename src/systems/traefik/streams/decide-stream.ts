import type { Hop } from '../../../cluster/network.ts';
import type { SourceRef } from '../model/dynamic-configuration.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { type ComingIn, chooseStream, endTls } from './choose-stream.ts';
import type { StreamPlan, TcpMiddleware, TcpRoute } from './stream-configuration.ts';
import { openServersOf, servicesOf } from './stream-services.ts';

/** What becomes of a stream that a router of TCP or UDP gets. */
export interface StreamDecision {
  readonly hops: readonly Hop[];
  readonly allowed: boolean;
  readonly router: string;
  /** `namespace/name` of the Services one of whose servers gets it; empty where it is closed. */
  readonly backend: string;
  readonly certificate: string;
  readonly source: SourceRef | undefined;
  /** Routers of equal rank: upstream leaves open which one gets it. */
  readonly ambiguous: readonly string[];
  readonly unknown?: string;
}

/** Follows a connection that comes in on an entry point; undefined where Traefik reads it as HTTP. */
export function decideTcp(
  configuration: Configuration,
  entryPoint: string,
  coming: ComingIn,
): StreamDecision | undefined {
  const choice = chooseStream(configuration, entryPoint, coming);
  if (choice.to === 'http') return undefined;
  const decisions = choice.routes.map((route) => through(configuration, entryPoint, { coming, route }));
  const [first] = decisions;
  if (choice.routes.length < 2 || !first) return first;
  const names = choice.routes.map(({ name }) => name);
  const ends = new Set(decisions.map(({ allowed, backend }) => `${allowed} ${backend}`));
  if (ends.size === 1) return { ...first, ambiguous: names };
  const unknown = `${names.join(' and ')} have the same priority ${choice.routes[0]!.priority}, and upstream leaves open which one gets it`;
  return { ...first, ambiguous: names, allowed: false, backend: '', unknown };
}

/** What a stream was before a router had it. */
interface Through {
  readonly coming: ComingIn;
  readonly route: TcpRoute;
}

function through(configuration: Configuration, entryPoint: string, { coming, route }: Through): StreamDecision {
  const { name, info, options, plan } = route;
  const hops: Hop[] = [entryHop(entryPoint, coming), routerHop(route)];
  const end = (more: Partial<StreamDecision>): StreamDecision => ({
    ...{ hops, allowed: false, router: name, backend: '', certificate: '', source: info.config.source, ambiguous: [] },
    ...more,
  });
  const tls = options === undefined ? undefined : endTls(configuration, options, coming);
  hops.push(...(tls?.hops ?? []));
  const certificate = tls?.certificate ?? '';
  if (tls && !tls.allowed) return end({});
  for (const middleware of route.middlewares) {
    const refused = middleware.refuse(coming.remoteAddress, 0);
    hops.push(middlewareHop(middleware, coming.remoteAddress, refused));
    if (refused !== undefined) return end({ certificate });
  }
  if (!plan) return end({ certificate });
  const { hop, backend } = serverHop(plan, 'pkg/tcp/wrr_load_balancer.go');
  hops.push(hop);
  return end({ certificate, allowed: backend !== '', backend });
}

const entryHop = (entryPoint: string, { tls, serverName, remoteAddress }: ComingIn): Hop => ({
  at: 'entry-point',
  decision: entryPoint,
  reason: tls
    ? `TLS from ${remoteAddress}, ${serverName ? `for ${serverName}` : 'which names no server'}`
    : `bytes in clear from ${remoteAddress}`,
  source: 'pkg/server/router/tcp/router.go ServeTCP',
});

const routerHop = ({ name, info, priority, rule }: TcpRoute): Hop => {
  const { tls } = info.config;
  const how = tls === undefined ? 'without TLS' : tls.passthrough ? 'TLS is passed through' : 'TLS ends here';
  const last = rule.catchesAll && tls ? '; no router of HTTPS takes it before' : '';
  return {
    at: 'router',
    decision: name,
    reason: `${info.config.rule} matches first, priority ${priority}; TCP, ${how}${last}`,
    source: 'pkg/muxer/tcp/mux.go',
  };
};

const middlewareHop = ({ name, source, passes }: TcpMiddleware, address: string, refused: string | undefined): Hop => ({
  at: 'middleware',
  decision: `${name}: ${refused === undefined ? 'passes' : 'closes the connection'}`,
  reason: refused === undefined ? passes : `Connection from ${address} rejected: ${refused}`,
  source,
});

function serverHop(plan: StreamPlan, source: string): { readonly hop: Hop; readonly backend: string } {
  const servers = openServersOf(plan);
  const hop = (reason: string): Hop => ({ at: 'service', decision: plan.name, reason, source });
  if (servers.length === 0) return { hop: hop('no servers in the pool: the connection is closed'), backend: '' };
  const addresses = servers.map(({ address }) => address);
  const header = servers.find(({ proxyProtocol }) => proxyProtocol !== undefined)?.proxyProtocol;
  const more = [
    ...(servers.some(({ tls }) => tls) ? ['asked over TLS'] : []),
    ...(header === undefined ? [] : [`a header of the PROXY protocol, version ${header}, goes before`]),
  ].map((each) => `; ${each}`);
  const one = addresses.length === 1 ? addresses[0] : `${addresses.length} servers: ${addresses.join(', ')}`;
  return { hop: hop(`one of ${one}${more.join('')}`), backend: [...new Set(servicesOf(plan))].sort().join(', ') };
}

/** Follows a datagram that comes in on an entry point of UDP. Upstream: pkg/server/router/udp/router.go. */
export function decideUdp(configuration: Configuration, entryPoint: string, remoteAddress: string): StreamDecision {
  const found = configuration.streams.udp.get(entryPoint);
  const entry: Hop = {
    at: 'entry-point',
    decision: entryPoint,
    reason: `datagram from ${remoteAddress}`,
    source: 'pkg/server/server_entrypoint_udp.go',
  };
  const source = 'pkg/server/router/udp/router.go';
  const nobody = { allowed: false, router: '', backend: '', certificate: '', source: undefined, ambiguous: [] };
  if (!found) {
    const reason = `no router of UDP is on ${entryPoint}: the datagram is dropped`;
    return { hops: [entry, { at: 'router', decision: 'none', reason, source }], ...nobody };
  }
  const router: Hop = {
    at: 'router',
    decision: found.name,
    reason: 'all of an entry point of UDP goes to one router: UDP names no host',
    source,
  };
  const { hop, backend } = serverHop(found.plan, 'pkg/udp/wrr_load_balancer.go');
  const info = configuration.streams.udpRouters.get(found.name);
  return {
    ...nobody,
    hops: [entry, router, hop],
    allowed: backend !== '',
    router: found.name,
    backend,
    source: info?.config.source,
  };
}
