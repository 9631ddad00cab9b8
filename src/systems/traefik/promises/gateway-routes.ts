import { isGatewayRef } from '../../kubernetes/gateway-api/attachment.ts';
import type {
  AnyRoute,
  BackendRef,
  GrpcRouteRule,
  HttpRouteRule,
  PathMatch,
  RouteFilter,
} from '../../kubernetes/gateway-api/kinds.ts';
import type { Attached } from '../gateway/attach-routes.ts';
import { httpScheme } from '../gateway/backend-addresses.ts';
import { middlewareOf } from '../gateway/filters.ts';
import { gatewayController } from '../gateway/gateway-context.ts';
import { grpcMatchRule, httpMatchRule } from '../gateway/http-match.ts';
import { matchesOf, rulesOf } from '../gateway/http-routes.ts';
import { loadFromGateways } from '../gateway/load-gateways.ts';
import { Refusal } from '../providers/servers.ts';
import { backendsOf } from './backends.ts';
import type { GuardRef } from './clients.ts';
import { ownPath } from './ingress-routes.ts';
import { readPaths, readPathsOfSome } from './paths.ts';
import { type Read, type Reading, readClients, type UnreadRoute, writtenRoute } from './reading.ts';

/** What each rule of the routes of the Gateway API promises at each of its listeners, or why that is not known. */
export function readGatewayRoutes(reading: Reading): readonly Read[] {
  const { httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes } = reading.objects;
  const all: readonly AnyRoute<unknown>[] = [...httpRoutes, ...grpcRoutes, ...tlsRoutes, ...tcpRoutes];
  if (all.length === 0) return [];
  const { attached } = loadFromGateways(reading.configuration, reading.objects).found;
  return all.flatMap((route): readonly Read[] => {
    const at = attached.filter((each) => each.route === route);
    if (at.length > 0) return at.flatMap((each) => readAttached(reading, each));
    const open = whyUnattached(reading, route);
    return rulesOf(route.spec?.rules as readonly object[] | undefined).map((_, index) => ({
      route: writtenRoute(nameOf(route), `rules[${index}]`, []),
      ...open,
    }));
  });
}

const nameOf = ({ kind, metadata }: AnyRoute<unknown>): string =>
  `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

/** Why Traefik has nothing to do with a route, as far as that is not its problem. */
function whyUnattached(
  { configuration, objects }: Reading,
  { kind, metadata, spec }: AnyRoute<unknown>,
): Pick<UnreadRoute, 'unknown' | 'knownBy'> {
  const parents = (spec?.parentRefs ?? []).filter(isGatewayRef);
  const [parent] = parents;
  if (!parent) return { unknown: 'it has no Gateway as its parent' };
  const where = `${parent.namespace ?? metadata.namespace}/${parent.name}`;
  const gateway = objects.gateways.find(
    (each) =>
      each.metadata.name === parent.name && each.metadata.namespace === (parent.namespace ?? metadata.namespace),
  );
  if (!gateway) return { unknown: `its Gateway ${where} is not among the objects`, knownBy: `Gateway ${where}` };
  const name = gateway.spec?.gatewayClassName ?? '';
  const found = objects.gatewayClasses.find((each) => each.metadata.name === name);
  const knownBy = 'a test against what serves that Gateway';
  if (!found) return { unknown: `its Gateway ${where} is of class ${name}, which is not among the objects`, knownBy };
  const controller = found.spec?.controllerName ?? '';
  if (controller !== gatewayController)
    return { unknown: `its Gateway ${where} is served by ${controller}, which is not modelled`, knownBy };
  if (!configuration.kubernetesGateway)
    return {
      unknown: 'Traefik does not read the Gateway API: its provider kubernetesGateway is off',
      knownBy: 'a Traefik that reads it',
    };
  if (kind === 'TCPRoute' && !configuration.kubernetesGateway.experimentalChannel)
    return { unknown: 'Traefik reads TCPRoutes with experimentalChannel only', knownBy: 'a Traefik that reads them' };
  return { unknown: 'none of its listeners takes it' };
}

function readAttached(reading: Reading, at: Attached<unknown>): readonly Read[] {
  const { route, listener, hosts } = at;
  const routeOf = (index: number) => writtenRoute(nameOf(route), `rules[${index}]`, [listener.entryPoint]);
  const rules = rulesOf(route.spec?.rules as readonly HttpRouteRule[] | undefined);
  if (route.kind === 'HTTPRoute')
    return rules.flatMap((rule, index) =>
      matchesOf(rule).map((match) =>
        readMatch(reading, at, {
          rule,
          route: routeOf(index),
          text: httpMatchRule(hosts, match).rule,
          path: match.path,
        }),
      ),
    );
  if (route.kind === 'GRPCRoute')
    return (rules as readonly GrpcRouteRule[]).flatMap((rule, index) =>
      (rule.matches?.length ? rule.matches : [{}]).map((match): Read => {
        const paths = readPaths(grpcMatchRule(hosts, match).rule);
        const unknown = 'it carries gRPC, which is not asked here';
        return { route: routeOf(index), ...whereOf(at), ...paths, unknown };
      }),
    );
  const unknown = 'streams of the Gateway API are not asked here: `gatehouse trace` follows them';
  return rules.map((_, index) => ({ route: routeOf(index), unknown }));
}

const whereOf = ({ listener }: Attached<unknown>) => ({
  entryPoints: [listener.entryPoint],
  named: true,
  tls: listener.written.protocol === 'HTTPS',
});

interface Match {
  readonly rule: HttpRouteRule;
  readonly route: ReturnType<typeof writtenRoute>;
  readonly text: string;
  readonly path: PathMatch | undefined;
}

function readMatch(reading: Reading, at: Attached<unknown>, { rule, route, text, path }: Match): Read {
  const where = whereOf(at);
  const paths = readPaths(text);
  if ('unknown' in paths) return { route, unknown: paths.unknown, ...where, targets: readPathsOfSome(text) };
  const namespace = at.route.metadata.namespace ?? '';
  const unanswered = (unknown: string): Read => ({ route, unknown, ...where, ...paths });
  const refs = (rule.backendRefs ?? []).filter(({ weight = 1 }) => weight > 0);
  const guards = guardsOf([...(rule.filters ?? []), ...refs.flatMap(({ filters = [] }) => filters)], namespace, path);
  if (!guards) return unanswered('one of its filters cannot be read');
  const own = refs.some(({ name }) => /^(api|dashboard)@internal$/.test(name));
  const other = refs.find(({ name }) => name.includes('@') && !name.endsWith('@kubernetescrd'));
  if (other && !own) return unanswered(`what ${other.name} answers is not known from the objects`);
  const secured = refs.find((ref) => isSecure(reading, namespace, ref));
  if (secured)
    return unanswered(
      `${secured.namespace || namespace}/${secured.name} is asked over https, and whether Traefik trusts its certificate is not known from the objects`,
    );
  return {
    route,
    ...where,
    targets: own ? paths.targets.map(({ host, path: asked }) => ({ host, path: ownPath(asked) })) : paths.targets,
    takes: paths.takes,
    backends: own ? [] : backendsOf(reading.objects, namespace, refs),
    own,
    certificate: () => where.tls,
    clients: readClients(reading, guards),
  };
}

/** The filters as middlewares; undefined when one cannot be read. */
function guardsOf(
  filters: readonly RouteFilter[],
  namespace: string,
  path: PathMatch | undefined,
): readonly GuardRef[] | undefined {
  try {
    return filters.map((filter): GuardRef => {
      const middleware = middlewareOf(filter, namespace, path);
      return 'ref' in middleware ? middleware.ref : middleware;
    });
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}

/** Whether a backend is asked over TLS. */
function isSecure({ objects }: Reading, namespace: string, ref: BackendRef): boolean {
  const at = ref.namespace || namespace;
  const port = objects.service(at, ref.name)?.spec.ports?.find((each) => each.port === ref.port);
  if (ref.kind === 'TraefikService' || !port) return false;
  const policy = objects.backendTlsPolicies.some(
    ({ metadata, spec }) => metadata.namespace === at && spec?.targetRefs?.some(({ name }) => name === ref.name),
  );
  try {
    return policy || httpScheme(port) === 'https';
  } catch (thrown) {
    if (thrown instanceof Refusal) return false;
    throw thrown;
  }
}
