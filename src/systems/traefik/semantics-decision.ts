import type { Hop } from '../../cluster/network.ts';
import type { ActiveRoute, Configuration } from './runtime-configuration.ts';
import {
  type Answer,
  type AuthAnswer,
  type AuthRequest,
  answer,
  type CompiledMiddleware,
  type Exchange,
  plainError,
  type ResponseEdit,
  type Verdict,
} from './semantics-exchange.ts';
import { buildTrust, rewriteForwarded, type TrustCheck } from './semantics-forwarded.ts';
import {
  canonicalHost,
  decodeForRouting,
  type IncomingRequest,
  type MatchInput,
  normaliseTarget,
} from './semantics-request.ts';
import type { RouteTable } from './semantics-routes.ts';
import type { ServicePlan } from './semantics-services.ts';
import { chooseCertificate } from './semantics-tls.ts';
import { tlsOptionsOf } from './semantics-tls-options.ts';

export interface Outcome {
  /** Status the client sees; undefined when a server decides it, or when it is unknown. */
  readonly status?: number;
  /** Whether the request reaches a server or one of Traefik's own services. */
  readonly allowed: boolean;
  readonly router?: string;
  readonly service?: string;
  /** URLs, one of which gets the request. */
  readonly servers: readonly string[];
  readonly middlewares: readonly string[];
  readonly redirectTo?: string;
  readonly body?: string | Uint8Array;
  readonly headers: readonly (readonly [string, string])[];
  /** `namespace/secret` of the certificate shown, or the name of the generated one. */
  readonly certificate?: string;
  /** Why the outcome cannot be said. */
  readonly unknown?: string;
}

/** A request on its way to a server. */
export interface Forward {
  readonly plan: ServicePlan;
  readonly exchange: Exchange;
  readonly edits: readonly ResponseEdit[];
}

export interface Decision {
  readonly hops: readonly Hop[];
  readonly outcome: Outcome;
  /** Routers of equal rank that match: upstream leaves open which one wins; the first of them is followed here. */
  readonly ambiguous?: readonly string[];
  /** Set when the request goes on. */
  readonly forward?: Forward;
  /** Set when an auth server has to be asked first: go on with its answer (undefined = it cannot be reached). */
  readonly pending?: { readonly request: AuthRequest; readonly resume: (answer: AuthAnswer | undefined) => Decision };
}

export interface DecideOptions {
  /** Picks the child of a weighted service; default the first with a weight. */
  readonly pick?: (
    name: string,
    children: readonly { readonly plan: ServicePlan; readonly weight: number }[],
  ) => ServicePlan | undefined;
  /** Name of the machine Traefik runs on, for X-Forwarded-Server. */
  readonly hostname?: string;
  /** The address the connection came in on, for choosing a certificate without a server name. */
  readonly localAddress?: string;
}

/** A request together with the entry point it arrives at. */
export interface EntryRequest extends IncomingRequest {
  readonly entryPoint: string;
}

interface Journey {
  readonly configuration: Configuration;
  readonly options: DecideOptions;
  readonly hops: Hop[];
  readonly edits: ResponseEdit[];
  readonly passed: string[];
  readonly exchange: Exchange;
  readonly optionsName: string | undefined;
  certificate?: string;
  router?: string;
  service?: string;
  ambiguous?: readonly string[];
}

const trusts = new WeakMap<object, TrustCheck>();

function trustOf(configuration: Configuration, entryPoint: string): TrustCheck {
  const settings = configuration.static.entryPoints.get(entryPoint)?.forwardedHeaders ?? {
    insecure: false,
    trustedIPs: [],
    notAppendXForwardedFor: false,
  };
  const known = trusts.get(settings);
  if (known) return known;
  const trust = buildTrust(settings);
  trusts.set(settings, trust);
  return trust;
}

/**
 * Follows one request through Traefik: entry point, certificate, router, middlewares, service.
 * Upstream: pkg/server/server_entrypoint_tcp.go, pkg/muxer/http/mux.go, pkg/server/router/router.go.
 */
export function decide(configuration: Configuration, request: EntryRequest, options: DecideOptions = {}): Decision {
  const routes = configuration.entryPoints.get(request.entryPoint);
  const target = normaliseTarget(
    request.target,
    configuration.static.entryPoints.get(request.entryPoint)?.sanitizePath,
  );
  const journey = startJourney(configuration, request, options, target?.escapedPath ?? '/', target?.query);
  if (!routes)
    return finish(journey, {
      status: undefined,
      allowed: false,
      unknown: `there is no entry point ${request.entryPoint}`,
    });
  if (!target) return answered(journey, badTarget(request.target));
  if (request.tls && !handshake(journey, request)) return finish(journey, { allowed: false });
  const input: MatchInput = {
    canonicalHost: canonicalHost(request.host),
    routingPath: target.routingPath,
    query: target.query ?? '',
    method: request.method,
    headers: journey.exchange.headers,
    remoteAddress: request.remoteAddress,
  };
  return route(journey, request.tls ? routes.tls : routes.clear, input, request.entryPoint);
}

/** A fragment is refused by Traefik, bad encoding by Go's server below it. */
const badTarget = (target: string): Answer =>
  target.includes('#')
    ? answer(400, 'the request target has a fragment')
    : answer(400, 'the request target is badly encoded', '400 Bad Request', [
        ['Content-Type', 'text/plain; charset=utf-8'],
      ]);

function startJourney(
  configuration: Configuration,
  request: EntryRequest,
  options: DecideOptions,
  path: string,
  query: string | undefined,
): Journey {
  const headers = new Map<string, string[]>();
  for (const [name, values] of request.headers) headers.set(name, values as string[]);
  const trusted = trustOf(configuration, request.entryPoint)(request.remoteAddress);
  rewriteForwarded(headers, request, trusted, options.hostname ?? 'traefik');
  const { method, host, remoteAddress, tls, entryPoint } = request;
  const exchange: Exchange = { method, host, path, query, headers, remoteAddress, tls };
  const hop: Hop = {
    at: 'entry-point',
    decision: entryPoint,
    reason: `${tls ? 'TLS' : 'clear'} request from ${remoteAddress}; forwarded headers are ${trusted ? 'believed' : 'dropped'}`,
    source: 'pkg/middlewares/forwardedheaders/forwarded_header.go',
  };
  const optionsName = tls ? tlsOptionsOf(configuration, entryPoint, request.serverName ?? '') : 'default';
  return { configuration, options, hops: [hop], edits: [], passed: [], exchange, optionsName };
}

/** Chooses TLS options and certificate; false when the connection is closed. */
function handshake(journey: Journey, request: EntryRequest): boolean {
  const { configuration, optionsName, hops, options } = journey;
  const close = (reason: string, source: string): false => {
    hops.push({ at: 'certificate', decision: 'connection closed', reason, source });
    return false;
  };
  if (optionsName === undefined) {
    return close(
      'the TLS options of this server name are broken',
      'pkg/server/router/tcp/manager.go buildEntryPointHandler',
    );
  }
  const strict = configuration.tlsOptions.get(optionsName)?.sniStrict ?? false;
  const serverName = request.serverName ?? '';
  const choice = chooseCertificate(configuration.certificates, serverName, options.localAddress ?? '', strict);
  const source = 'pkg/tls/certificate_store.go GetBestCertificate';
  if (choice.kind === 'refused')
    return close(
      `TLS: strict SNI enabled - No certificate found for domain: "${serverName}", closing connection`,
      source,
    );
  journey.certificate = choice.certificate?.secret ?? 'TRAEFIK DEFAULT CERT';
  const reason =
    choice.kind === 'certificate'
      ? `covers ${serverName || 'the local address'}`
      : `nothing covers ${serverName || 'a missing server name'}`;
  hops.push({
    at: 'certificate',
    decision: journey.certificate,
    reason: `${reason}; TLS options ${optionsName}`,
    source,
  });
  return true;
}

function route(journey: Journey, table: RouteTable<ActiveRoute>, input: MatchInput, at: string): Decision {
  const [winner, ...rivals] = table.match(input);
  const source = 'pkg/muxer/http/mux.go';
  if (!winner) {
    journey.hops.push({
      at: 'router',
      decision: 'none',
      reason: `no router of ${at} matches ${input.canonicalHost}${input.routingPath}`,
      source,
    });
    return answered(journey, plainError(404, 'no router matches', '404 page not found'));
  }
  if (rivals.length > 0) journey.ambiguous = [winner, ...rivals].map(({ name }) => name);
  journey.router = winner.name;
  journey.hops.push({ at: 'router', decision: winner.name, reason: reasonOf(winner, rivals), source });
  const resolved = winner.info.config.resolvedOptions ?? 'default';
  if (journey.exchange.tls && winner.info.config.tls && resolved !== journey.optionsName) {
    const text = `TLS options difference: SNI:${journey.optionsName}, Header:${resolved}`;
    return answered(journey, plainError(421, text, 'Misdirected Request'));
  }
  return runMiddlewares(journey, winner.middlewares, () =>
    winner.children
      ? route(journey, winner.children, childInput(journey, input), winner.name)
      : toService(journey, winner.service!),
  );
}

const reasonOf = (winner: ActiveRoute, rivals: readonly ActiveRoute[]): string =>
  rivals.length === 0
    ? `${winner.info.config.rule} matches first, priority ${winner.priority}`
    : `equal priority ${winner.priority}: ${[winner, ...rivals].map(({ name }) => name).join(' or ')}, upstream leaves open which`;

/** Routers below a parent see what its middlewares made of the request. */
const childInput = ({ exchange }: Journey, input: MatchInput): MatchInput => ({
  ...input,
  routingPath: decodeForRouting(exchange.path || '/'),
  query: exchange.query ?? '',
});

function runMiddlewares(
  journey: Journey,
  middlewares: readonly CompiledMiddleware[],
  then: () => Decision,
  from = 0,
): Decision {
  for (let i = from; i < middlewares.length; i++) {
    const verdict = middlewares[i]!.handle(journey.exchange);
    const ended = apply(journey, middlewares[i]!, verdict, () => runMiddlewares(journey, middlewares, then, i + 1));
    if (ended) return ended;
  }
  return then();
}

/** Takes a verdict in; the decision when it ends here (or waits), undefined to go on. */
function apply(
  journey: Journey,
  middleware: CompiledMiddleware,
  verdict: Verdict,
  resume: () => Decision,
): Decision | undefined {
  const hop = (decision: string): void => {
    journey.hops.push({
      at: 'middleware',
      decision: `${middleware.name}: ${decision}`,
      reason: verdict.reason,
      source: middleware.source,
    });
  };
  if (verdict.kind === 'ask') {
    hop('asks');
    const waiting = finish(journey, { allowed: false, unknown: verdict.reason });
    const settled = (given: AuthAnswer | undefined): Decision =>
      apply(journey, middleware, verdict.settle(given), resume) ?? resume();
    return { ...waiting, pending: { request: verdict.request, resume: settled } };
  }
  if (verdict.kind === 'next') {
    hop('passes');
    journey.passed.push(middleware.name);
    if (verdict.edit) journey.edits.push(verdict.edit);
    return undefined;
  }
  if (verdict.kind === 'unknown') {
    hop('unknown');
    return finish(journey, { allowed: false, unknown: verdict.reason });
  }
  hop(`answers ${verdict.status}`);
  return answered(journey, verdict);
}

function toService(journey: Journey, plan: ServicePlan): Decision {
  journey.service ??= plan.name;
  return runMiddlewares(journey, plan.middlewares, () => {
    if (plan.kind === 'internal') return toInternal(journey, plan);
    if (plan.kind === 'servers') return toServers(journey, plan);
    const pick = journey.options.pick ?? ((_, children) => children.find(({ weight }) => weight > 0)?.plan);
    const child = pick(plan.name, plan.children);
    const shares = plan.children.map(({ plan: { name }, weight }) => `${name} ${weight}`).join(', ');
    journey.hops.push({
      at: 'service',
      decision: plan.name,
      reason: `weights: ${shares}`,
      source: 'pkg/server/service/loadbalancer/wrr/wrr.go',
    });
    return child ? toService(journey, child) : noServer(journey, plan.name);
  });
}

function toInternal(journey: Journey, plan: ServicePlan): Decision {
  const source = 'pkg/server/service/internalhandler.go';
  journey.hops.push({ at: 'service', decision: plan.name, reason: "one of Traefik's own services", source });
  if (plan.name === 'noop@internal')
    return answered(journey, { kind: 'answer', status: 418, reason: 'noop', headers: [], body: '' });
  const { exchange, edits } = journey;
  return { ...finish(journey, { allowed: true }), forward: { plan, exchange, edits } };
}

function toServers(journey: Journey, plan: Extract<ServicePlan, { kind: 'servers' }>): Decision {
  const servers = plan.servers.filter(({ fenced }) => !fenced).map(({ url }) => url);
  if (servers.length === 0) return noServer(journey, plan.name);
  journey.hops.push({
    at: 'service',
    decision: plan.name,
    reason: `one of ${servers.length === 1 ? servers[0] : `${servers.length} servers: ${servers.join(', ')}`}`,
    source: 'pkg/server/service/loadbalancer/wrr/wrr.go',
  });
  const { exchange, edits } = journey;
  return { ...finish(journey, { allowed: true, servers }), forward: { plan, exchange, edits } };
}

function noServer(journey: Journey, name: string): Decision {
  const source = 'pkg/server/service/loadbalancer/wrr/wrr.go';
  journey.hops.push({ at: 'service', decision: name, reason: 'it has no server', source });
  return answered(journey, plainError(503, 'no server', 'no available server'));
}

/** An answer of Traefik's own; the edits of the middlewares it passed on the way in apply to it as well. */
function answered(journey: Journey, given: Answer): Decision {
  const headers = new Map<string, string[]>();
  for (const [name, value] of given.headers) headers.set(name, [...(headers.get(name) ?? []), value]);
  for (const edit of journey.edits.toReversed()) edit(headers);
  const pairs = [...headers].flatMap(([name, values]) => values.map((value) => [name, value] as const));
  const redirectTo = given.status >= 300 && given.status < 400 ? headers.get('Location')?.[0] : undefined;
  return finish(journey, {
    status: given.status,
    allowed: false,
    body: given.body,
    headers: pairs,
    ...(redirectTo ? { redirectTo } : {}),
  });
}

function finish(journey: Journey, partial: Partial<Outcome> & { allowed: boolean }): Decision {
  const { hops, passed, router, service, certificate, ambiguous } = journey;
  const outcome: Outcome = {
    servers: [],
    headers: [],
    ...partial,
    middlewares: passed,
    ...(router ? { router } : {}),
    ...(service ? { service } : {}),
    ...(certificate ? { certificate } : {}),
  };
  return { hops, outcome, ...(ambiguous ? { ambiguous } : {}) };
}
