import type { RouterTls } from '../model/dynamic-configuration.ts';
import { isOwnIngressRoute, routeOf } from '../providers/ingress-route.ts';
import { selectedBy } from '../providers/selection.ts';
import type { IngressRoute, NameRef, Route } from '../read-objects.ts';
import { askedOverTls, backendsOf } from './backends.ts';
import { readPaths, readPathsOfSome } from './paths.ts';
import { hasDefaultCertificate, isAskedFor, type Read, type Reading, readClients, writtenRoute } from './reading.ts';

/** What each route of the IngressRoutes promises, or why that is not known. */
export function readIngressRoutes(reading: Reading): readonly Read[] {
  const provider = reading.configuration.kubernetesCrd;
  const selected = new Set(provider ? selectedBy(provider, reading.objects).ingressRoutes : []);
  return reading.objects.ingressRoutes.flatMap((object) =>
    (object.spec?.routes ?? []).map((route, index) => {
      const passedOver = whyPassedOver(reading, object, selected.has(object));
      return passedOver
        ? { route: writtenOf(reading, object, index), ...passedOver }
        : readRoute(reading, object, route, index);
    }),
  );
}

const nameOf = ({ metadata }: IngressRoute): string => `IngressRoute/${metadata.namespace ?? ''}/${metadata.name}`;

const entryPointsOf = ({ fallback }: Reading, { spec }: IngressRoute): readonly string[] =>
  spec?.entryPoints?.length ? spec.entryPoints : fallback;

const writtenOf = (reading: Reading, object: IngressRoute, index: number) =>
  writtenRoute(nameOf(object), routeOf(index), entryPointsOf(reading, object));

/** Why Traefik does not look at an object at all: it says nothing itself. */
function whyPassedOver(
  { configuration }: Reading,
  object: IngressRoute,
  selected: boolean,
): { readonly unknown: string; readonly knownBy: string } | undefined {
  const provider = configuration.kubernetesCrd;
  const knownBy = 'a Traefik that reads it';
  if (!provider) return { unknown: 'Traefik does not read IngressRoutes: its provider kubernetesCRD is off', knownBy };
  if (!selected) return { unknown: 'it lies outside the namespaces or labels that Traefik is set to look at', knownBy };
  if (isOwnIngressRoute(provider, object)) return undefined;
  const name = object.spec?.ingressClassName ?? object.metadata.annotations?.['kubernetes.io/ingress.class'];
  const wanted = provider.ingressClass || 'traefik, or none';
  return { unknown: `it is of class ${name ?? 'none'}, and Traefik looks at class ${wanted}`, knownBy };
}

function readRoute(reading: Reading, object: IngressRoute, route: Route, index: number): Read {
  const { configuration, objects } = reading;
  const written = writtenOf(reading, object, index);
  const unknown = (reason: string): Read => ({ route: written, unknown: reason });
  const namespace = object.metadata.namespace ?? '';
  const { services = [] } = route;
  if (object.spec?.parentRefs?.length) return unknown('it is reached through the routes of its parents only');
  if (services.length === 0) return unknown('it leads to no service itself');
  const syntax = route.syntax || configuration.defaultRuleSyntax;
  if (syntax === 'v2') return unknown('its rule is written in the syntax of version 2, which is not modelled');
  const entryPoints = entryPointsOf(reading, object);
  const where = { entryPoints, named: Boolean(object.spec?.entryPoints?.length), tls: object.spec?.tls !== undefined };
  const paths = readPaths(route.match ?? '');
  if ('unknown' in paths)
    return { route: written, unknown: paths.unknown, ...where, targets: readPathsOfSome(route.match ?? '') };
  const { targets, takes } = paths;
  const unanswered = (reason: string): Read => ({ route: written, unknown: reason, ...where, ...paths });
  const clients = readClients(reading, middlewaresOf(route, namespace));
  const own = services.some((service) => /^(api|dashboard)@internal$/.test(service.name));
  const other = services.find(({ name }) => name.includes('@') && !name.endsWith('@kubernetescrd'));
  if (other && !own) return unanswered(`what ${other.name} answers is not known from the objects`);
  for (const service of own ? [] : services) {
    const secured =
      service.kind === 'TraefikService' ? undefined : askedOverTls(objects, service.namespace || namespace, service);
    if (secured) return unanswered(secured);
  }
  return {
    route: written,
    ...where,
    targets: own ? targets.map(({ host, path }) => ({ host, path: ownPath(path) })) : targets,
    takes,
    backends: own ? [] : backendsOf(objects, namespace, services),
    own,
    certificate: (host: string, entryTls: RouterTls | undefined) =>
      promisesCertificate(reading, object.spec?.tls ?? entryTls, route, host),
    clients,
  };
}

/** By its Secret, by a resolver that asks for the host, or by the default; without any Traefik shows one of its own making, as it was asked to. */
function promisesCertificate(
  reading: Reading,
  tls: NonNullable<IngressRoute['spec']>['tls'] | RouterTls,
  { match = '' }: Route,
  host: string,
): boolean {
  if (tls && 'secretName' in tls && tls.secretName) return true;
  if (!tls?.certResolver) return hasDefaultCertificate(reading.objects);
  const { certResolver, domains } = tls;
  const listed = domains?.map(({ main = '', sans = [] }) => ({ main, sans }));
  return isAskedFor(reading, { rule: match, tls: { certResolver, ...(listed && { domains: listed }) } }, host);
}

/** A path below which Traefik's own pages answer with 200 and do not only lead on. Upstream: pkg/api/dashboard/dashboard.go. */
export const ownPath = (path: string): string => (path.startsWith('/api') ? '/api/version' : '/dashboard/');

const middlewaresOf = (route: Route, namespace: string): readonly NameRef[] =>
  (route.middlewares ?? []).map((ref) => ({ name: ref.name, namespace: ref.namespace || namespace }));
