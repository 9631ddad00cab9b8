import type { RouteList } from '../matching/routes.ts';
import type { ActiveRoute, Configuration } from '../model/runtime-configuration.ts';
import { type ServicePlan, serversOf } from '../services/build-services.ts';
import type { DecideOptions, Decision, EntryRequest } from './decision.ts';
import { type Answer, type AuthAnswer, answer, type CompiledMiddleware, plainError, type Verdict } from './exchange.ts';
import { answered, finish, handshake, type Journey, startJourney } from './journey.ts';
import { nearMisses } from './near-misses.ts';
import { canonicalHost, decodeForRouting, type MatchInput, normaliseTarget } from './request.ts';

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
  const journey = startJourney(configuration, request, options, {
    path: target?.escapedPath ?? '/',
    query: target?.query,
  });
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

function route(journey: Journey, table: RouteList<ActiveRoute>, input: MatchInput, at: string): Decision {
  const [winner, ...rivals] = table.match(input);
  const source = 'pkg/muxer/http/mux.go';
  if (!winner) {
    journey.hops.push({
      at: 'router',
      decision: 'none',
      reason: [
        `no router of ${at} matches ${input.canonicalHost}${input.routingPath}`,
        ...nearMisses(journey.configuration, at, input, journey.exchange.tls),
      ].join('; '),
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
    ? `${winner.info.config.rule} matches first, priority ${winner.priority}${viaOf(winner)}`
    : `equal priority ${winner.priority}: ${[winner, ...rivals].map(({ name }) => name).join(' or ')}, upstream leaves open which`;

const viaOf = ({ info }: ActiveRoute): string => (info.config.via === undefined ? '' : `: ${info.config.via}`);

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
    const verdict = loggedIn(journey, middlewares[i]!) ?? middlewares[i]!.handle(journey.exchange);
    const ended = apply(journey, middlewares[i]!, verdict, () => runMiddlewares(journey, middlewares, then, i + 1));
    if (ended) return ended;
  }
  return then();
}

/** A user with a good password passes a login. Upstream: pkg/middlewares/auth/{basic,digest}_auth.go. */
const loggedIn = ({ options }: Journey, { login }: CompiledMiddleware): Verdict | undefined =>
  options.loggedIn && login ? { kind: 'next', reason: 'taken for a user who has logged in' } : undefined;

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
    if (plan.kind === 'status') return toStatus(journey, plan);
    const { pick } = journey.options;
    // Without a turn to keep, whatever any of the children reaches may get the request.
    if (!pick) journey.reach ??= openServers(plan);
    const usable = plan.children.filter(({ weight }) => weight > 0);
    const first = usable.find((child) => openServers(child.plan).length > 0) ?? usable[0];
    const child = pick ? pick(plan.name, plan.children) : first?.plan;
    journey.hops.push({
      at: 'service',
      decision: plan.name,
      reason: shares(usable),
      source: 'pkg/server/service/loadbalancer/wrr/wrr.go',
    });
    return child ? toService(journey, child) : noServer(journey, plan.name);
  });
}

const openServers = (plan: ServicePlan): readonly string[] =>
  serversOf(plan)
    .filter(({ fenced }) => !fenced)
    .map(({ url }) => url);

/** The weights of a service's children; the share of one without servers is answered 503. */
const shares = (children: readonly { readonly plan: ServicePlan; readonly weight: number }[]): string =>
  `weights: ${children
    .map(({ plan, weight }) => {
      if (plan.kind === 'status') return `${plan.name} ${weight} (its share is answered ${plan.status})`;
      const idle = plan.kind !== 'internal' && openServers(plan).length === 0;
      return `${plan.name} ${weight}${idle ? ' (no server: its share is answered 503)' : ''}`;
    })
    .join(', ')}`;

function toInternal(journey: Journey, plan: ServicePlan): Decision {
  const source = 'pkg/server/service/internalhandler.go';
  journey.hops.push({ at: 'service', decision: plan.name, reason: "one of Traefik's own services", source });
  if (plan.name === 'noop@internal')
    return answered(journey, { kind: 'answer', status: 418, reason: 'noop', headers: [], body: '' });
  const { exchange, edits } = journey;
  return { ...finish(journey, { allowed: true }), forward: { plan, exchange, edits } };
}

/** Upstream: pkg/server/service/service.go getServiceHandler. */
function toStatus(journey: Journey, { name, status }: Extract<ServicePlan, { kind: 'status' }>): Decision {
  const source = 'pkg/server/service/service.go getServiceHandler';
  journey.hops.push({
    at: 'service',
    decision: name,
    reason: `it is answered ${status}: the backend is not there`,
    source,
  });
  return answered(journey, answer(status, 'the backend is not there'));
}

function toServers(journey: Journey, plan: Extract<ServicePlan, { kind: 'servers' }>): Decision {
  const servers = openServers(plan);
  if (servers.length === 0) return noServer(journey, plan.name);
  journey.hops.push({
    at: 'service',
    decision: plan.name,
    reason: `one of ${servers.length === 1 ? servers[0] : `${servers.length} servers: ${servers.join(', ')}`}`,
    source: 'pkg/server/service/loadbalancer/wrr/wrr.go',
  });
  const { exchange, edits } = journey;
  return {
    ...finish(journey, { allowed: true, servers: journey.reach ?? servers }),
    forward: { plan, exchange, edits },
  };
}

function noServer(journey: Journey, name: string): Decision {
  const source = 'pkg/server/service/loadbalancer/wrr/wrr.go';
  journey.hops.push({ at: 'service', decision: name, reason: 'it has no server', source });
  return answered(journey, plainError(503, 'no server', 'no available server'));
}
