import type { GateProblem } from '../../../check/observed.ts';
import { compareText } from '../../../core/finding.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Expectation, Promises } from '../../system.ts';
import { defaultEntryPoints, type EntryPoint, type StaticConfiguration } from '../model/static-configuration.ts';
import type { TraefikObjects } from '../read-objects.ts';
import { type ClientChoice, type Family, strangerOf, type VisitorsAt } from './clients.ts';
import { readGatewayRoutes } from './gateway-routes.ts';
import { readIngressRoutes } from './ingress-routes.ts';
import { readIngresses } from './ingresses.ts';
import { readOthers } from './others.ts';
import { noSuchHost, type Target } from './paths.ts';
import { isPromise, type Read, type Reading, type RoutePromise } from './reading.ts';
import { readStreams } from './streams.ts';

/** What promises are read from, beside the settings. */
export interface PromiseSource {
  readonly objects: TraefikObjects;
  /** Objects with routes of kinds that are not modelled. */
  readonly others?: readonly UnknownObject[];
  readonly family?: Family;
  /** What the configuration built from them shows to be wrong: a route lost by an error is accounted for. */
  readonly problems?: readonly GateProblem[];
  /** Who may enter by the servers that are asked. */
  readonly visitorsAt?: VisitorsAt;
}

/**
 * What the routes of all objects promise clients of a family: read from the objects alone, not from the routers Traefik makes of them,
 * so that a route Traefik drops is a broken promise. Every route is promised, not known or lost by a problem: none goes without a word.
 */
export function promiseRequests(configuration: StaticConfiguration, source: PromiseSource): Promises {
  const { objects, others = [], family = 4, problems = [], visitorsAt } = source;
  const fallback = defaultEntryPoints(configuration);
  const reading: Reading = { configuration, objects, others, family, fallback, ...(visitorsAt ? { visitorsAt } : {}) };
  const read = [
    ...readIngressRoutes(reading),
    ...readIngresses(reading),
    ...readGatewayRoutes(reading),
    ...readOthers(others),
  ];
  const streams = readStreams(reading);
  const promises = read.filter(isPromise);
  const takers = [...read, ...streams.takers];
  const entryPoints = [...configuration.entryPoints.values()].filter(({ protocol }) => protocol === 'tcp');
  const requests = entryPoints.flatMap((entryPoint) => [
    ...promises.flatMap((promise) => expectOn(reading, entryPoint, promise)),
    ...expectNothingElse(reading, entryPoint, promises, takers),
    ...expectOwnPagesElsewhere(reading, entryPoint, promises, takers),
  ]);
  const expectations = [...requests, ...streams.expectations];
  const promised = new Set(expectations.map(({ route }) => route));
  const lost = new Set(problems.filter(({ severity }) => severity === 'error').flatMap(({ routes }) => routes));
  const unknown = read.flatMap((each) => {
    const { id, object, where } = each.route;
    if (lost.has(id)) return [];
    if (!isPromise(each)) return [{ route: id, object, reason: each.unknown, knownBy: each.knownBy }];
    const reason = whyNobody(each, entryPoints);
    if (reason === undefined && promised.has(id)) return [];
    return [{ route: id, object, reason: reason ?? `nothing can be asked for at ${where}` }];
  });
  const open = streams.unknown.filter(({ route }) => !lost.has(route.id));
  const routes = [...read.map(({ route }) => route), ...streams.routes];
  return {
    routes: [...new Map(routes.map((route) => [route.id, route])).values()],
    expectations: expectations.sort(compareExpectations),
    unknown: [
      ...new Map(unknown.map((each) => [`${each.route} ${each.reason}`, each])).values(),
      ...open.map(({ route: { id, object }, unknown: reason, knownBy }) => ({ route: id, object, reason, knownBy })),
    ],
    problems: [...problems, ...behindRedirects(promises, entryPoints)],
  };
}

function clientsAt(promise: RoutePromise, entryPoint: EntryPoint, tls: boolean): readonly ClientChoice[] {
  const choice = promise.clients(tls, entryPoint);
  return 'unknown' in choice ? [] : choice;
}

/** Why no client can be played on one of a route's entry points: being sent on from another one proves nothing of it. */
function whyNobody(promise: RoutePromise, entryPoints: readonly EntryPoint[]): string | undefined {
  const own = entryPoints.filter(({ name, redirection }) => !redirection && promise.entryPoints.includes(name));
  for (const entryPoint of own) {
    const choice = promise.clients(promise.tls || entryPoint.tls !== undefined, entryPoint);
    if ('unknown' in choice) return choice.unknown;
    const open = choice.flatMap((client) => promise.targets.flatMap((target) => playedAt(client, target)));
    const unknown = open.find((each) => 'unknown' in each);
    if (unknown) return unknown.unknown;
  }
  return undefined;
}

const compareExpectations = (a: Expectation, b: Expectation): number =>
  compareText(a.host, b.host) ||
  compareText(a.path, b.path) ||
  Number(b.tls) - Number(a.tls) ||
  a.port - b.port ||
  compareText(a.stream?.protocol ?? '', b.stream?.protocol ?? '') ||
  compareText(a.client, b.client) ||
  compareText(a.who ?? '', b.who ?? '') ||
  compareText(a.object, b.object) ||
  compareText(a.route, b.route);

function expectOn(reading: Reading, entryPoint: EntryPoint, promise: RoutePromise): Expectation[] {
  const { redirection } = entryPoint;
  if (redirection) return promise.entryPoints.flatMap((name) => expectRedirect(reading, entryPoint, name, promise));
  if (!promise.entryPoints.includes(entryPoint.name)) return [];
  const tls = promise.tls || entryPoint.tls !== undefined;
  return promise.targets.flatMap((target) =>
    clientsAt(promise, entryPoint, tls).flatMap((choice) =>
      playedAt(choice, target).flatMap((played): readonly Expectation[] =>
        'unknown' in played
          ? []
          : [
              {
                object: promise.route.object,
                route: promise.route.id,
                ...target,
                tls,
                port: entryPoint.port,
                named: promise.named,
                ...played,
                client: choice.client,
                from: choice.from,
                backends: played.status.includes(200) ? promise.backends : [],
                ...(choice.login && promise.backends.length > 0 ? { behindLogin: promise.backends } : {}),
                certificate: tls && promise.certificate(target.host, entryPoint.tls),
              },
            ],
      ),
    ),
  );
}

type Played = Pick<Expectation, 'status' | 'visitor' | 'who' | 'redirectTo'>;

/** What a client must be answered for a target; where another server decides, each visitor that tells what it decides by. */
function playedAt(
  { from, status, redirectScheme, visitors }: ClientChoice,
  { host, path }: Target,
): readonly (Played | { readonly unknown: string })[] {
  if (!visitors) return [{ status, ...(redirectScheme ? { redirectTo: `${redirectScheme}://${host}` } : {}) }];
  const played = visitors({ host, path, from });
  return 'unknown' in played ? [played] : played.map((each) => ({ ...each, status: [each.status] }));
}

/** Everything that comes in on an entry point that redirects is sent to the other one. */
function expectRedirect(
  { configuration, family }: Reading,
  entryPoint: EntryPoint,
  name: string,
  promise: RoutePromise,
): Expectation[] {
  const target = configuration.entryPoints.get(name);
  const { redirection } = entryPoint;
  if (!redirection || !target || (target.name !== entryPoint.name && !leadsTo(redirection.to, target))) return [];
  const status = redirection.permanent ? [301, 308] : [302, 307];
  // The redirect comes before any middleware of the route: whoever may enter behind it, everyone is sent on.
  const from = strangerOf(family);
  return promise.targets.map((each) => ({
    object: promise.route.object,
    route: promise.route.id,
    ...each,
    tls: entryPoint.tls !== undefined,
    port: entryPoint.port,
    named: promise.named,
    from,
    client: 'anyone',
    status,
    backends: [],
    redirectTo: `${redirection.scheme}://${each.host}`,
    certificate: false,
  }));
}

/** Routes of the Gateway API come by several listeners: one that gets requests by another one is not lost. */
function behindRedirects(promises: readonly RoutePromise[], all: readonly EntryPoint[]): readonly GateProblem[] {
  const served = promises.filter((promise) => behindRedirect(promise, all).length === 0).map(({ route }) => route.id);
  return promises.filter(({ route }) => !served.includes(route.id)).flatMap((promise) => behindRedirect(promise, all));
}

/** A route that is on entry points which send everything on gets no request itself: all that is kept of it is that clients are sent on. */
function behindRedirect({ route, entryPoints }: RoutePromise, all: readonly EntryPoint[]): readonly GateProblem[] {
  const own = all.filter(({ name }) => entryPoints.includes(name));
  if (own.length === 0 || own.some(({ redirection }) => !redirection)) return [];
  const names = own.map(({ name }) => name).join(', ');
  return [
    {
      code: 'route-behind-redirect',
      severity: 'info',
      object: route.object,
      at: route.id,
      message: `no request comes to this route: ${names} sends every client on to ${own[0]?.redirection?.to}`,
      why: 'the router of a redirection has the greatest priority there is (traefik pkg/provider/traefik/internal.go)',
      hint: 'name the entry point that clients are sent on to as well',
      routes: [],
    },
  ];
}

/** `to` names an entry point or its public port; a public port is that of whatever entry point asks for TLS. */
const leadsTo = (to: string, target: EntryPoint): boolean =>
  to === target.name || (to.startsWith(':') && target.tls !== undefined && target.asDefault !== false);

/** A target of a rule that names no host. */
const takesAll = ({ host }: Target): boolean => host === noSuchHost;

/** Whether clients that name no server are turned away. Upstream: pkg/tls/tlsmanager.go Get. */
const isStrict = ({ objects }: Reading): boolean =>
  objects.tlsOptions.some(({ metadata, spec }) => metadata.name === 'default' && spec?.sniStrict === true);

/** What may take requests. */
type Taker = Pick<Extract<Read, { unknown: string }>, 'entryPoints' | 'takes'>;

/** Whether a route on an entry point takes a request, promised or not: by a pattern or a wildcard, or because it names no host. */
const isTaken = (read: readonly Taker[], entryPoint: EntryPoint, target: Target): boolean =>
  read.some(({ entryPoints, takes }) => entryPoints?.includes(entryPoint.name) && takes?.(target));

/** A host nobody promised is answered with 404, unless a route takes it all the same. */
function expectNothingElse(
  reading: Reading,
  entryPoint: EntryPoint,
  promises: readonly RoutePromise[],
  read: readonly Taker[],
): Expectation[] {
  const here = promises.filter(({ entryPoints }) => entryPoints.includes(entryPoint.name));
  if (entryPoint.redirection || here.length === 0) return [];
  if (isTaken(read, entryPoint, { host: noSuchHost, path: '/' })) return [];
  const tls = entryPoint.tls !== undefined || here.every((promise) => promise.tls);
  const common = { object: '', route: '', host: noSuchHost, path: '/', named: false, certificate: false } as const;
  const status = tls && isStrict(reading) ? [0] : [404];
  const from = strangerOf(reading.family);
  return [{ ...common, tls, port: entryPoint.port, from, client: 'anyone', status, backends: [] }];
}

/** Traefik's own pages are to be found on the entry points of their routes only: elsewhere even the trusted get 404. */
function expectOwnPagesElsewhere(
  reading: Reading,
  entryPoint: EntryPoint,
  promises: readonly RoutePromise[],
  read: readonly Taker[],
): Expectation[] {
  if (entryPoint.redirection) return [];
  return promises
    .filter(({ own, entryPoints }) => own && !entryPoints.includes(entryPoint.name))
    .flatMap((promise) => {
      const here = promises.filter(({ entryPoints }) => entryPoints.includes(entryPoint.name));
      const tls = entryPoint.tls !== undefined || (here.length > 0 && here.every((other) => other.tls));
      const { from, client } = clientsAt(promise, entryPoint, tls)[0] ?? {
        from: strangerOf(reading.family),
        client: 'anyone' as const,
      };
      const status = tls && isStrict(reading) ? [404, 0] : [404];
      const common = { object: '', route: '', named: false, tls, port: entryPoint.port, from, client, status };
      return promise.targets
        .filter((target) => !takesAll(target) && !isTaken(read, entryPoint, target))
        .map((target) => ({ ...common, ...target, backends: [], certificate: false }));
    });
}
