import type { Ingress, IngressBackend, IngressPath } from '../../../kube/types.ts';
import type { RouterTls } from '../model/dynamic-configuration.ts';
import { defaultBackendRoute, ingressController, isOwnIngress, pathOf } from '../providers/ingress.ts';
import { type RouterAnnotations, readRouterAnnotations } from '../providers/ingress-annotations.ts';
import { ruleOf } from '../providers/ingress-rule.ts';
import { selectedBy } from '../providers/selection.ts';
import { Refusal } from '../providers/servers.ts';
import type { TraefikObjects } from '../read-objects.ts';
import { askedOverTls, withAlias } from './backends.ts';
import { noSuchHost, readIngressPath, readPaths, type Taken } from './paths.ts';
import {
  crdMiddleware,
  hasDefaultCertificate,
  isAskedFor,
  type Read,
  type Reading,
  type RoutePromise,
  readClients,
  type UnreadRoute,
  writtenRoute,
} from './reading.ts';

interface Backed {
  readonly name: string;
  readonly host: string;
  readonly path?: IngressPath;
  readonly backend: IngressBackend;
}

/** What each path of the Ingresses, and each default backend, promises, or why that is not known. Those of other controllers are left out. */
export function readIngresses(reading: Reading): readonly Read[] {
  const provider = reading.configuration.kubernetesIngress;
  const selected = new Set(provider ? selectedBy(provider, reading.objects).ingresses : []);
  return reading.objects.ingresses.flatMap((object) => {
    if (isForeign(reading, object)) return [];
    const passedOver = whyPassedOver(reading, object, selected.has(object));
    const annotations = passedOver ? undefined : annotationsOf(object);
    return backedOf(object).map((backed): Read => {
      const entryPoints = annotations?.entryPoints.length ? annotations.entryPoints : reading.fallback;
      const route = writtenRoute(nameOf(object), backed.name, entryPoints);
      if (passedOver) return { route, ...passedOver };
      if (!annotations) return { route, unknown: 'its annotations cannot be read' };
      if (backed.name === defaultBackendRoute && object.spec.rules?.length) {
        return {
          route,
          unknown: 'Traefik uses the default backend of an Ingress without rules only',
          knownBy: 'an Ingress of its own for the default backend',
        };
      }
      const promise = readBacked(reading, object, backed, annotations);
      return { ...promise, route, entryPoints };
    });
  });
}

const nameOf = ({ metadata }: Ingress): string => `Ingress/${metadata.namespace ?? ''}/${metadata.name}`;

const classOf = ({ spec, metadata }: Ingress): string =>
  spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'] ?? '';

/** Whether it is another controller's for sure: of a class that is there and not Traefik's. */
const isForeign = ({ objects }: Reading, object: Ingress): boolean =>
  objects.ingressClasses.some(
    ({ metadata, spec }) => metadata.name === classOf(object) && spec?.controller !== ingressController,
  );

function whyPassedOver(
  { configuration, objects }: Reading,
  object: Ingress,
  selected: boolean,
): { readonly unknown: string; readonly knownBy: string } | undefined {
  const provider = configuration.kubernetesIngress;
  const knownBy = 'a controller that serves it';
  if (!provider) return { unknown: 'Traefik does not read Ingresses: its provider kubernetesIngress is off', knownBy };
  if (!selected) return { unknown: 'it lies outside the namespaces or labels that Traefik is set to look at', knownBy };
  if (isOwnIngress(provider, object, objects.ingressClasses)) return undefined;
  const name = classOf(object);
  const own = objects.ingressClasses.filter(({ spec }) => spec?.controller === ingressController);
  const hint = `an IngressClass ${name} with its controller, or ingressClassName: ${own[0]?.metadata.name ?? 'one of Traefik'}`;
  if (object.spec.ingressClassName && !objects.ingressClasses.some(({ metadata }) => metadata.name === name))
    return { unknown: `IngressClass ${name} does not exist: Traefik passes over it without a word`, knownBy: hint };
  return { unknown: `it is of class ${name || 'none'}, which is not the one Traefik is set to read`, knownBy: hint };
}

function backedOf({ spec }: Ingress): readonly Backed[] {
  const { defaultBackend, rules = [] } = spec;
  return [
    ...(defaultBackend ? [{ name: defaultBackendRoute, host: '', backend: defaultBackend }] : []),
    ...rules.flatMap(({ host = '', http }, i) =>
      (http?.paths ?? []).map((path, j) => ({ name: pathOf(i, j), host, path, backend: path.backend })),
    ),
  ];
}

function annotationsOf(object: Ingress): RouterAnnotations | undefined {
  try {
    return readRouterAnnotations(object.metadata.annotations);
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}

function readBacked(
  reading: Reading,
  object: Ingress,
  { host, path, backend }: Backed,
  annotations: RouterAnnotations,
): Omit<RoutePromise, 'route' | 'entryPoints'> | Omit<UnreadRoute, 'route'> {
  const service = backend.service?.name;
  if (!service) return { unknown: 'the backend is no Service' };
  const targets = targetsOf(reading, host, path, annotations);
  if ('unknown' in targets) return targets;
  const namespace = object.metadata.namespace ?? '';
  const secured = askedOverTls(reading.objects, namespace, {
    name: service,
    port: backend.service?.port?.name || backend.service?.port?.number,
    scheme: serviceAnnotation(reading.objects, namespace, service, 'serversscheme'),
    serversTransport: serviceAnnotation(reading.objects, namespace, service, 'serverstransport'),
  });
  const where = { named: annotations.entryPoints.length > 0, tls: annotations.tls !== undefined };
  if (secured) return { unknown: secured, ...targets, ...where };
  const refs = annotations.middlewares.map((each) => crdMiddleware(each, reading.objects));
  const clients = readClients(reading, refs);
  return {
    ...targets,
    ...where,
    backends: withAlias(reading.objects, namespace, service),
    own: false,
    certificate: (name: string, entryTls: RouterTls | undefined) =>
      promisesCertificate(reading, object, annotations.tls ?? entryTls, name),
    clients,
  };
}

function targetsOf(
  { configuration }: Reading,
  host: string,
  path: IngressPath | undefined,
  annotations: RouterAnnotations,
): Taken | { readonly unknown: string } {
  if (!path) return { targets: [{ host: noSuchHost, path: '/' }], takes: () => true };
  const { kubernetesIngress: settings, defaultRuleSyntax } = configuration;
  const plain = path.pathType === 'Exact' || path.pathType === 'Prefix' || annotations.pathMatcher !== 'PathRegexp';
  const literal = plain && path.path ? readIngressPath(path.path) : { path: path.path };
  if ('unknown' in literal) return literal;
  if ((annotations.ruleSyntax || defaultRuleSyntax) === 'v2')
    return { unknown: 'its rule is written in the syntax of version 2, which is not modelled' };
  try {
    const rule = settings ? ruleOf({ settings, defaultRuleSyntax }, host, path, annotations) : '';
    const read = readPaths(rule);
    // A strict prefix is a choice of two requests; one tells enough.
    return 'unknown' in read ? read : { ...read, targets: read.targets.slice(0, 1) };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { unknown: thrown.message };
    throw thrown;
  }
}

/** A certificate is promised by the Ingress that names its Secret for the host, and by a default certificate for all. */
function promisesCertificate(reading: Reading, { spec }: Ingress, tls: RouterTls | undefined, host: string): boolean {
  const named = (spec.tls ?? []).some(
    ({ secretName, hosts = [] }) => secretName !== undefined && (hosts.length === 0 || hosts.includes(host)),
  );
  if (named || !tls?.certResolver) return named || hasDefaultCertificate(reading.objects);
  return isAskedFor(reading, { rule: `Host(${JSON.stringify(host)})`, tls }, host);
}

function serviceAnnotation(
  objects: TraefikObjects,
  namespace: string,
  service: string,
  key: 'serversscheme' | 'serverstransport',
): string | undefined {
  return objects.service(namespace, service)?.metadata.annotations?.[`traefik.ingress.kubernetes.io/service.${key}`];
}
