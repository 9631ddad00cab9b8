import type {
  CertificateConfig,
  Diagnostic,
  DynamicConfiguration,
  DynamicDraft,
  RouterConfig,
  RouterTls,
  SourceRef,
} from '../model/dynamic-configuration.ts';
import { emptyDraft } from '../model/dynamic-configuration.ts';
import { normalise, quoteGo } from '../model/go-text.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import type { IngressRoute, Route, TraefikObjects } from '../read-objects.ts';
import { loadStreams, type StreamContext } from '../streams/load-streams.ts';
import { emptyStreams, type StreamDraft } from '../streams/stream-configuration.ts';
import { addMiddlewares } from './crd-middlewares.ts';
import { crdProvider, mayReach, middlewareKeys, resolveReference } from './crd-references.ts';
import { addTraefikService, addWeighted, nameAndService, type ServiceContext } from './crd-services.ts';
import { addTlsOptions, addTlsStores } from './crd-tls.ts';
import { routerName } from './router-name.ts';
import { certificateBlocks } from './secrets.ts';
import { selectedBy } from './selection.ts';
import { Refusal } from './servers.ts';

/** Whether an object of that class is read; no IngressClass object is consulted. Upstream: crd/kubernetes.go shouldProcessIngress, getIngressClassName. */
export function isOwnIngressRoute(
  settings: Pick<ProviderSettings, 'ingressClass'>,
  route: Pick<IngressRoute, 'metadata'> & { readonly spec?: { readonly ingressClassName?: string } },
): boolean {
  const name = route.spec?.ingressClassName ?? route.metadata.annotations?.['kubernetes.io/ingress.class'] ?? '';
  return settings.ingressClass === name || (settings.ingressClass === '' && name === 'traefik');
}

/** How a route of an IngressRoute is named in what is said of it. */
export const routeOf = (index: number): string => `routes[${index}]`;

const sourceOf = (object: IngressRoute): SourceRef => ({
  kind: 'IngressRoute',
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
});

/**
 * What the Kubernetes CRD provider makes of the objects.
 * Upstream: pkg/provider/kubernetes/crd/{kubernetes,kubernetes_http}.go loadConfigurationFromCRD.
 */
export function loadFromCrds(
  settings: ProviderSettings,
  all: TraefikObjects,
): DynamicConfiguration & { readonly streams: StreamDraft } {
  const objects = selectedBy(settings, all);
  const draft = emptyDraft(crdProvider);
  const context: ServiceContext = { settings, objects, draft };
  const certificates = new Map<string, CertificateConfig>();
  addTlsStores(objects, draft, certificates);
  for (const ingressRoute of objects.ingressRoutes) {
    if (isOwnIngressRoute(settings, ingressRoute)) loadIngressRoute(context, ingressRoute, certificates);
  }
  const streams = emptyStreams();
  const report = (diagnostic: Diagnostic): void => {
    draft.diagnostics.push(diagnostic);
  };
  const isOwn: StreamContext['isOwn'] = (object) => isOwnIngressRoute(settings, object);
  loadStreams({ settings, objects, draft: streams, certificates, report, isOwn });
  addTlsOptions(objects, draft);
  draft.certificates = [...certificates].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, certificate]) => certificate);
  addMiddlewares(context);
  for (const object of objects.traefikServices) {
    const source = { kind: 'TraefikService', namespace: object.metadata.namespace ?? '', name: object.metadata.name };
    attempt(draft, source, 'Error while building TraefikService: ', () => addTraefikService(context, object));
  }
  for (const { metadata, spec } of objects.serversTransports) {
    draft.serversTransports.set(normalise(`${metadata.namespace}-${metadata.name}`), spec ?? {});
  }
  return { ...draft, streams };
}

/** Runs a step; a refusal becomes a diagnostic and the step's result is undefined. */
function attempt<T>(
  draft: DynamicDraft,
  { rule, ...object }: SourceRef & { readonly rule?: string },
  prefix: string,
  step: () => T,
): T | undefined {
  try {
    return step();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    draft.diagnostics.push({ level: 'error', message: prefix + thrown.message, object, ...(rule ? { rule } : {}) });
    return undefined;
  }
}

function loadIngressRoute(
  context: ServiceContext,
  object: IngressRoute,
  certificates: Map<string, CertificateConfig>,
): void {
  const source = sourceOf(object);
  const { draft } = context;
  if (object.spec?.ingressClassName === undefined && object.metadata.annotations?.['kubernetes.io/ingress.class']) {
    const message =
      "'kubernetes.io/ingress.class' is a deprecated annotation, please use spec.ingressClassName instead.";
    draft.diagnostics.push({ level: 'warning', message, object: source, about: 'deprecated' });
  }
  attempt(draft, source, 'Error configuring TLS: ', () => loadCertificate(context.objects, object, certificates));
  const parents = attempt(draft, source, 'Error resolving parent routers: ', () => parentRouters(context, object));
  if (!parents) return;
  for (const [index, route] of (object.spec?.routes ?? []).entries()) {
    const own = { ...source, route: routeOf(index) };
    const router = attempt(draft, { ...own, rule: route.match }, '', () => loadRoute(context, object, route, parents));
    if (router) draft.routers.set(routerName(source.namespace, source.name, route.match!), { ...router, source: own });
  }
}

/** Upstream: getTLSHTTP. A Secret of the IngressRoute's own namespace. */
function loadCertificate(
  objects: TraefikObjects,
  object: IngressRoute,
  certificates: Map<string, CertificateConfig>,
): void {
  const secretName = object.spec?.tls?.secretName;
  const namespace = object.metadata.namespace ?? '';
  if (!secretName || certificates.has(`${namespace}/${secretName}`)) return;
  const blocks = certificateBlocks(objects.secret(namespace, secretName), namespace, secretName);
  certificates.set(`${namespace}/${secretName}`, { ...blocks, secret: `${namespace}/${secretName}`, store: 'default' });
}

/** Upstream: resolveParentRouterNames. */
function parentRouters({ settings, objects }: ServiceContext, object: IngressRoute): string[] {
  const own = object.metadata.namespace ?? '';
  return (object.spec?.parentRefs ?? []).flatMap((ref) => {
    const namespace = ref.namespace || own;
    if (!mayReach(settings, own, namespace)) {
      throw new Refusal(`cross-namespace reference to parent IngressRoute ${namespace}/${ref.name} not allowed`);
    }
    const parent = objects.ingressRoutes.find(
      ({ metadata }) => metadata.name === ref.name && metadata.namespace === namespace,
    );
    if (!parent) throw new Refusal(`parent IngressRoute ${namespace}/${ref.name} does not exist`);
    return (parent.spec?.routes ?? []).map((route) => routerName(namespace, ref.name, route.match ?? ''));
  });
}

function loadRoute(
  context: ServiceContext,
  object: IngressRoute,
  route: Route,
  parents: readonly string[],
): RouterConfig {
  const { namespace, name } = sourceOf(object);
  if (route.kind && route.kind !== 'Rule')
    throw new Refusal(`Unsupported match kind: ${route.kind}. Only "Rule" is supported for now.`);
  if (!route.match) throw new Refusal('Empty match rule');
  const middlewares = keysOf(context, namespace, route);
  const service = loadService(context, namespace, routerName(namespace, name, route.match), route);
  const tls = object.spec?.tls;
  return {
    entryPoints: object.spec?.entryPoints ?? [],
    middlewares,
    service,
    rule: route.match,
    ...(route.syntax ? { ruleSyntax: route.syntax } : {}),
    priority: wholeNumber(route.priority ?? 0),
    ...(tls ? { tls: routerTls(context, namespace, tls) } : {}),
    ...(parents.length > 0 ? { parentRefs: parents } : {}),
    ...(route.observability ? { observability: route.observability } : {}),
    source: sourceOf(object),
  };
}

/** A priority that no schema has checked may have a fraction. */
const wholeNumber = (value: number | bigint): bigint => (typeof value === 'bigint' ? value : BigInt(Math.trunc(value)));

function keysOf(context: ServiceContext, namespace: string, route: Route): string[] {
  try {
    return middlewareKeys(context.settings, namespace, route.middlewares ?? []);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw new Refusal(`Failed to create middleware keys: ${thrown.message}`);
    throw thrown;
  }
}

function loadService(context: ServiceContext, namespace: string, id: string, { services = [] }: Route): string {
  if (services.length === 0) return '';
  if (services.length > 1) {
    addWeighted(context, namespace, id, { services });
    return id;
  }
  const { name, service } = nameAndService(context, namespace, services[0]!);
  if (!service) return name;
  context.draft.services.set(id, service);
  return id;
}

function routerTls(
  { settings }: ServiceContext,
  namespace: string,
  tls: NonNullable<NonNullable<IngressRoute['spec']>['tls']>,
): RouterTls {
  const { options, certResolver, domains } = tls;
  return {
    ...(options?.name ? { options: optionsKey(settings, namespace, options) } : {}),
    ...(certResolver ? { certResolver } : {}),
    ...(domains && domains.length > 0 ? { domains } : {}),
  };
}

function optionsKey(settings: ProviderSettings, namespace: string, ref: { name: string; namespace?: string }): string {
  try {
    return resolveReference(settings, namespace, ref);
  } catch (thrown) {
    if (thrown instanceof Refusal)
      throw new Refusal(`Invalid reference to TLSOption ${quoteGo(ref.name)}: ${thrown.message}`);
    throw thrown;
  }
}
