import { compareText } from '../../core/finding.ts';
import type { Ingress } from '../../kube/types.ts';
import type { Expectation, Promises } from '../system.ts';
import { type Choice, type ClientChoice, chooseClients, type Family, strangerOf } from './expectation-clients.ts';
import { noSuchHost, readPaths, type Target } from './expectation-paths.ts';
import type { IngressRoute, NameRef, Route, TraefikObjects } from './objects.ts';
import { isOwnIngress } from './semantics-ingress.ts';
import { readRouterAnnotations } from './semantics-ingress-annotations.ts';
import { isOwnIngressRoute } from './semantics-ingressroute.ts';
import { Refusal } from './semantics-servers.ts';
import { defaultEntryPoints, type EntryPoint, type StaticConfiguration } from './semantics-static.ts';

interface Promise {
  readonly object: string;
  readonly entryPoints: readonly string[];
  /** Whether the object itself asks for TLS; an entry point may ask for it too. */
  readonly tls: boolean;
  readonly targets: readonly Target[];
  readonly backends: readonly string[];
  /** Whether Traefik's own pages answer. */
  readonly own: boolean;
  /** Whom to play on an entry point with TLS, or without. */
  readonly clients: (tls: boolean) => readonly ClientChoice[];
}

type Read = Promise | { readonly object: string; readonly unknown: string };

/** What promises are read from. */
interface Reading {
  readonly configuration: StaticConfiguration;
  readonly objects: TraefikObjects;
  /** Family of the clients to play. */
  readonly family: Family;
  /** Entry points of a route that names none. */
  readonly fallback: readonly string[];
}

/**
 * What IngressRoutes and Ingresses promise clients of a family: read from the objects alone, not from the routers Traefik makes of them,
 * so that a route Traefik drops is a broken promise.
 */
export function promiseRequests(
  configuration: StaticConfiguration,
  objects: TraefikObjects,
  family: Family = 4,
): Promises {
  const reading: Reading = { configuration, objects, family, fallback: defaultEntryPoints(configuration) };
  const read = [
    ...objects.ingressRoutes.flatMap((object) => readIngressRoute(reading, object)),
    ...objects.ingresses.flatMap((object) => readIngress(reading, object)),
  ];
  const promises = read.filter((each): each is Promise => !('unknown' in each));
  const unknown = read.flatMap((each) => ('unknown' in each ? [{ object: each.object, reason: each.unknown }] : []));
  const entryPoints = [...configuration.entryPoints.values()].filter(({ protocol }) => protocol === 'tcp');
  const expectations = entryPoints.flatMap((entryPoint) => [
    ...promises.flatMap((promise) => expectOn(reading, entryPoint, promise)),
    ...expectNothingElse(entryPoint, promises, family),
    ...expectOwnPagesElsewhere(entryPoint, promises, family),
  ]);
  return { expectations: expectations.sort(compareExpectations), unknown };
}

const compareExpectations = (a: Expectation, b: Expectation): number =>
  compareText(a.host, b.host) ||
  compareText(a.path, b.path) ||
  Number(b.tls) - Number(a.tls) ||
  a.port - b.port ||
  compareText(a.client, b.client) ||
  compareText(a.object, b.object);

function readIngressRoute({ configuration, objects, family, fallback }: Reading, object: IngressRoute): Read[] {
  if (!configuration.kubernetesCrd || !isOwnIngressRoute(configuration.kubernetesCrd, object)) return [];
  const namespace = object.metadata.namespace ?? '';
  const name = `IngressRoute/${namespace}/${object.metadata.name}`;
  const entryPoints = object.spec?.entryPoints?.length ? object.spec.entryPoints : fallback;
  return (object.spec?.routes ?? []).map((route): Read => {
    const paths = readPaths(route.match ?? '');
    if ('unknown' in paths) return { object: name, unknown: paths.unknown };
    const clients = readClients(objects, middlewaresOf(route, namespace), family);
    if (typeof clients === 'string') return { object: name, unknown: clients };
    const backends = (route.services ?? []).flatMap((service) =>
      service.kind === 'TraefikService' ? [] : [`${service.namespace || namespace}/${service.name}`],
    );
    const external = (route.services ?? []).some(
      ({ name: backend, kind }) => kind === 'TraefikService' && !backend.includes('@'),
    );
    if (external) return { object: name, unknown: 'a TraefikService decides among several backends' };
    const own = (route.services ?? []).some((service) => /^(api|dashboard)@internal$/.test(service.name));
    const targets = own ? paths.targets.map(({ host, path }) => ({ host, path: ownPath(path) })) : paths.targets;
    return { object: name, entryPoints, tls: object.spec?.tls !== undefined, targets, backends, own, clients };
  });
}

/** The clients with and without TLS; why they are not known, when nothing is known of either. */
function readClients(objects: TraefikObjects, refs: readonly NameRef[], family: Family): Promise['clients'] | string {
  const [secure, plain] = [true, false].map((tls) => chooseClients(objects, refs, { family, tls })) as [Choice, Choice];
  if ('unknown' in secure && 'unknown' in plain) return secure.unknown;
  return (tls) => {
    const choice = tls ? secure : plain;
    return 'unknown' in choice ? [] : choice;
  };
}

/** A path below which Traefik's own pages answer with 200 and do not only lead on. Upstream: pkg/api/dashboard/dashboard.go. */
const ownPath = (path: string): string => (path.startsWith('/api') ? '/api/version' : '/dashboard/');

const middlewaresOf = (route: Route, namespace: string): readonly NameRef[] =>
  (route.middlewares ?? []).map((ref) => ({ name: ref.name, namespace: ref.namespace || namespace }));

function readIngress({ configuration, objects, family, fallback }: Reading, object: Ingress): Read[] {
  const settings = configuration.kubernetesIngress;
  if (!settings || !isOwnIngress(settings, object, objects.ingressClasses)) return [];
  const namespace = object.metadata.namespace ?? '';
  const name = `Ingress/${namespace}/${object.metadata.name}`;
  try {
    const annotations = readRouterAnnotations(object.metadata.annotations);
    const refs = annotations.middlewares.map((each) => crdMiddleware(each, objects));
    const clients = readClients(objects, refs, family);
    if (typeof clients === 'string') return [{ object: name, unknown: clients }];
    const entryPoints = annotations.entryPoints.length > 0 ? annotations.entryPoints : fallback;
    return (object.spec.rules ?? []).flatMap(({ host, http }) =>
      (http?.paths ?? []).map(({ path, backend }): Read => {
        const service = backend.service?.name;
        if (!service) return { object: name, unknown: 'the backend is no Service' };
        const target = { host: host?.replace(/^\*\./, 'any.') || noSuchHost, path: path || '/' };
        const tls = annotations.tls !== undefined;
        return {
          object: name,
          entryPoints,
          tls,
          targets: [target],
          backends: [`${namespace}/${service}`],
          own: false,
          clients,
        };
      }),
    );
  } catch (thrown) {
    if (thrown instanceof Refusal) return [{ object: name, unknown: thrown.message }];
    throw thrown;
  }
}

/** `namespace-name@kubernetescrd` as the Middleware it stands for; the border between the two names is found among what exists. */
function crdMiddleware(reference: string, objects: TraefikObjects): NameRef {
  const [joined] = reference.split('@');
  const found = objects.middlewares.find(({ metadata }) => `${metadata.namespace}-${metadata.name}` === joined);
  return found ? { name: found.metadata.name, namespace: found.metadata.namespace } : { name: reference };
}

function expectOn(reading: Reading, entryPoint: EntryPoint, promise: Promise): Expectation[] {
  const { redirection } = entryPoint;
  if (redirection) return promise.entryPoints.flatMap((name) => expectRedirect(reading, entryPoint, name, promise));
  if (!promise.entryPoints.includes(entryPoint.name)) return [];
  const tls = promise.tls || entryPoint.tls !== undefined;
  return promise.targets.flatMap((target) =>
    promise.clients(tls).map(
      ({ from, client, status, redirectScheme }): Expectation => ({
        object: promise.object,
        ...target,
        tls,
        port: entryPoint.port,
        from,
        client,
        status,
        backends: status.includes(200) ? promise.backends : [],
        ...(redirectScheme ? { redirectTo: `${redirectScheme}://${target.host}` } : {}),
      }),
    ),
  );
}

/** Everything that comes in on an entry point that redirects is sent to the other one. */
function expectRedirect(
  { configuration, family }: Reading,
  entryPoint: EntryPoint,
  name: string,
  promise: Promise,
): Expectation[] {
  const target = configuration.entryPoints.get(name);
  const { redirection } = entryPoint;
  if (!redirection || !target || target.name === entryPoint.name || !leadsTo(redirection.to, target)) return [];
  const status = redirection.permanent ? [301, 308] : [302, 307];
  // The redirect comes before any middleware of the route: whoever may enter behind it, everyone is sent on.
  const from = strangerOf(family);
  return promise.targets.map((each) => ({
    object: promise.object,
    ...each,
    tls: entryPoint.tls !== undefined,
    port: entryPoint.port,
    from,
    client: 'anyone',
    status,
    backends: [],
    redirectTo: `${redirection.scheme}://${each.host}`,
  }));
}

/** `to` names an entry point or its public port; a public port is that of whatever entry point asks for TLS. */
const leadsTo = (to: string, target: EntryPoint): boolean =>
  to === target.name || (to.startsWith(':') && target.tls !== undefined && target.asDefault !== false);

/** A target of a rule that names no host. */
const takesAll = ({ host }: Target): boolean => host === noSuchHost;

/** A host nobody promised is answered with 404, unless a route without a host takes everything. */
function expectNothingElse(entryPoint: EntryPoint, promises: readonly Promise[], family: Family): Expectation[] {
  const here = promises.filter(({ entryPoints }) => entryPoints.includes(entryPoint.name));
  if (entryPoint.redirection || here.length === 0) return [];
  if (here.some(({ targets }) => targets.some(takesAll))) return [];
  const tls = entryPoint.tls !== undefined || here.every((promise) => promise.tls);
  const host = noSuchHost;
  const common = { object: '', host, path: '/', tls, port: entryPoint.port, from: strangerOf(family) } as const;
  return [{ ...common, client: 'anyone', status: [404], backends: [] }];
}

/** Traefik's own pages are to be found on the entry points of their routes only: elsewhere even the trusted get 404. */
function expectOwnPagesElsewhere(entryPoint: EntryPoint, promises: readonly Promise[], family: Family): Expectation[] {
  if (entryPoint.redirection || promises.some(({ own, targets }) => !own && targets.some(takesAll))) return [];
  return promises
    .filter(({ own, entryPoints }) => own && !entryPoints.includes(entryPoint.name))
    .flatMap(({ targets, clients }) => {
      const here = promises.filter(({ entryPoints }) => entryPoints.includes(entryPoint.name));
      const tls = entryPoint.tls !== undefined || (here.length > 0 && here.every((promise) => promise.tls));
      const { from, client } = clients(tls)[0] ?? { from: strangerOf(family), client: 'anyone' as const };
      const common = { object: '', tls, port: entryPoint.port, from, client, status: [404] };
      return targets.filter((target) => !takesAll(target)).map((target) => ({ ...common, ...target, backends: [] }));
    });
}
