import type { Ingress, IngressBackend, IngressClass, IngressPath, Service, ServicePort } from '../../../kube/types.ts';
import { joinHostPort } from '../decision/client-address.ts';
import type {
  CertificateConfig,
  DynamicConfiguration,
  DynamicDraft,
  LoadBalancer,
  RouterConfig,
  ServiceConfig,
  SourceRef,
} from '../model/dynamic-configuration.ts';
import { emptyDraft } from '../model/dynamic-configuration.ts';
import { normalise, quoteGo } from '../model/go-text.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import type { TraefikObjects } from '../objects.ts';
import { defaultForwarding } from './crd-services.ts';
import {
  type RouterAnnotations,
  readRouterAnnotations,
  readServiceAnnotations,
  type ServiceAnnotations,
} from './ingress-annotations.ts';
import { ruleHash } from './ingress-route.ts';
import { certificateBlocks } from './secrets.ts';
import { selectedBy } from './selection.ts';
import { nativeServer, nodePortServers, Refusal, schemeOf, sliceServers } from './servers.ts';

/** Provider name of Ingress objects. */
export const ingressProvider = 'kubernetes';
/** `spec.controller` of the classes that are Traefik's. */
export const ingressController = 'traefik.io/ingress-controller';

interface Context {
  readonly settings: ProviderSettings;
  readonly objects: TraefikObjects;
  readonly draft: DynamicDraft;
  readonly defaultRuleSyntax: string;
}

/** Whether an Ingress is read. Upstream: ingress/kubernetes.go shouldProcessIngress, client.go GetIngressClasses. */
export function isOwnIngress(settings: ProviderSettings, ingress: Ingress, classes: readonly IngressClass[]): boolean {
  const wanted = settings.ingressClass;
  const name = ingress.spec.ingressClassName;
  if (name !== undefined && name !== null) {
    if (settings.disableIngressClassLookup || settings.disableClusterScopeResources) return false;
    if (wanted !== '' && wanted !== name) return false;
    return classes.some(({ metadata, spec }) => metadata.name === name && spec?.controller === ingressController);
  }
  const annotation = ingress.metadata.annotations?.['kubernetes.io/ingress.class'] ?? '';
  return annotation === wanted || (wanted === '' && annotation === 'traefik');
}

/**
 * What the Kubernetes Ingress provider makes of the objects.
 * Upstream: pkg/provider/kubernetes/ingress/kubernetes.go loadConfigurationFromIngresses.
 */
export function loadFromIngresses(
  settings: ProviderSettings,
  all: TraefikObjects,
  defaultRuleSyntax = '',
): DynamicConfiguration {
  const objects = selectedBy(settings, all);
  const draft = emptyDraft(ingressProvider);
  const context = { settings, objects, draft, defaultRuleSyntax };
  const certificates = new Map<string, CertificateConfig>();
  for (const ingress of objects.ingresses) {
    if (isOwnIngress(settings, ingress, objects.ingressClasses)) loadIngress(context, ingress, certificates);
  }
  draft.certificates = [...certificates].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, certificate]) => certificate);
  return draft;
}

const sourceOf = ({ metadata }: Ingress): SourceRef => ({
  kind: 'Ingress',
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

function attempt<T>(
  { draft }: Context,
  object: SourceRef & { readonly rule?: string },
  prefix: string,
  step: () => T,
): T | undefined {
  try {
    return step();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const { rule, ...source } = object;
    const message = prefix + thrown.message;
    draft.diagnostics.push({ level: 'error', message, object: source, ...(rule ? { rule } : {}) });
    return undefined;
  }
}

/** How a path of an Ingress, or its default backend, is named in what is said of it. */
export const pathOf = (rule: number, path: number): string => `rules[${rule}].http.paths[${path}]`;
export const defaultBackendRoute = 'defaultBackend';

function loadIngress(context: Context, ingress: Ingress, certificates: Map<string, CertificateConfig>): void {
  const source = sourceOf(ingress);
  const annotations = attempt(context, source, 'Failed to parse annotations: ', () =>
    readRouterAnnotations(ingress.metadata.annotations),
  );
  if (!annotations || !attempt(context, source, '', () => checkCrossProvider(context.settings, ingress, annotations)))
    return;
  attempt(context, source, 'Error configuring TLS: ', () => loadCertificates(context.objects, ingress, certificates));
  const { rules = [], defaultBackend } = ingress.spec;
  if (rules.length === 0 && defaultBackend) {
    const whole = { ...source, route: defaultBackendRoute, rule: 'PathPrefix("/")' };
    if (!attempt(context, whole, '', () => loadDefaultBackend(context, ingress, defaultBackend, annotations))) return;
  }
  const routers = new Map<string, RouterConfig[]>();
  for (const [i, { host = '', http }] of rules.entries()) {
    for (const [j, path] of (http?.paths ?? []).entries()) {
      const own = { ...source, route: pathOf(i, j) };
      const lost = { ...own, rule: ruleIfAny(context, host, path, annotations) };
      const router = attempt(context, lost, '', () => loadPath(context, ingress, { host, path }, annotations));
      if (!router) continue;
      const key = normalise(`${source.namespace}-${source.name}-${host}${path.path ?? ''}`);
      routers.set(key, [...(routers.get(key) ?? []), { ...router, source: own }]);
    }
  }
  for (const [key, conflicting] of routers) {
    if (conflicting.length === 1) context.draft.routers.set(key, conflicting[0]!);
    else for (const router of conflicting) context.draft.routers.set(`${key}-${ruleHash(router.rule)}`, router);
  }
}

/** The rule a path would have had; undefined when there is none to be had. */
function ruleIfAny(...given: Parameters<typeof ruleOf>): string | undefined {
  try {
    return ruleOf(...given);
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}

function checkCrossProvider(
  { crossProviderNamespaces }: ProviderSettings,
  ingress: Ingress,
  annotations: RouterAnnotations,
): true {
  const namespace = ingress.metadata.namespace ?? '';
  if (!crossProviderNamespaces || crossProviderNamespaces.includes(namespace)) return true;
  const what = annotations.middlewares.length > 0 ? 'middleware' : annotations.tls?.options ? 'TLS option' : undefined;
  if (what)
    throw new Refusal(
      `Skipping Ingress: cross-provider ${what} reference is not allowed from namespace ${quoteGo(namespace)}`,
    );
  return true;
}

/** The certificates of `spec.tls`; hosts are not looked at. Upstream: getCertificates. */
function loadCertificates(
  objects: TraefikObjects,
  ingress: Ingress,
  certificates: Map<string, CertificateConfig>,
): void {
  const namespace = ingress.metadata.namespace ?? '';
  for (const { secretName } of ingress.spec.tls ?? []) {
    const key = `${namespace}-${secretName}`;
    if (!secretName || certificates.has(key)) continue;
    const blocks = certificateBlocks(objects.secret(namespace, secretName), namespace, secretName);
    certificates.set(key, { ...blocks, secret: `${namespace}/${secretName}`, store: 'default' });
  }
}

function loadDefaultBackend(
  context: Context,
  ingress: Ingress,
  backend: IngressBackend,
  annotations: RouterAnnotations,
): true {
  if (context.draft.services.has('default-backend')) throw new Refusal('The default backend already exists.');
  if (backend.resource) throw new Refusal('Resource is not supported for default backend');
  if (!backend.service) throw new Refusal('Default backend is missing service definition');
  const service = loadServiceOrSkip(context, ingress, backend);
  context.draft.routers.set('default-router', {
    ...routerOf(ingress, annotations, backend),
    rule: 'PathPrefix("/")',
    ruleSyntax: 'default',
    priority: -(1n << 31n),
    service: 'default-backend',
    source: { ...sourceOf(ingress), route: defaultBackendRoute },
  });
  context.draft.services.set('default-backend', service);
  return true;
}

/** Fields of a router that come from annotations. */
function routerOf(ingress: Ingress, annotations: RouterAnnotations, backend: IngressBackend): RouterConfig {
  const { namespace, name } = sourceOf(ingress);
  const metadata = { namespace, ingressName: name, serviceName: backend.service!.name, servicePort: portText(backend) };
  return {
    entryPoints: annotations.entryPoints,
    middlewares: annotations.middlewares,
    service: '',
    rule: '',
    ...(annotations.ruleSyntax ? { ruleSyntax: annotations.ruleSyntax } : {}),
    priority: annotations.priority,
    ...(annotations.tls ? { tls: annotations.tls } : {}),
    observability: { ...annotations.observability, metadata: { ingress: metadata } },
    source: sourceOf(ingress),
  };
}

function loadPath(
  context: Context,
  ingress: Ingress,
  { host, path }: { readonly host: string; readonly path: IngressPath },
  annotations: RouterAnnotations,
): RouterConfig {
  const { backend } = path;
  if (backend.resource) throw new Refusal('Resource backends are not supported');
  if (!backend.service) throw new Refusal('Missing service definition');
  const service = loadServiceOrSkip(context, ingress, backend);
  const name = normalise(`${ingress.metadata.namespace}-${backend.service.name}-${portText(backend)}`);
  context.draft.services.set(name, service);
  return { ...routerOf(ingress, annotations, backend), service: name, rule: ruleOf(context, host, path, annotations) };
}

/** Rule text of a path. Upstream: loadRouter, buildRule, buildStrictPrefixMatchingRule. */
export function ruleOf(
  { settings, defaultRuleSyntax }: Pick<Context, 'settings' | 'defaultRuleSyntax'>,
  host: string,
  path: IngressPath,
  annotations: RouterAnnotations,
): string {
  const rules: string[] = [];
  const v2 = (annotations.ruleSyntax || defaultRuleSyntax) === 'v2';
  if (host !== '') {
    const wildcard = v2 && host.startsWith('*.');
    rules.push(
      wildcard ? `HostRegexp(${quoteGo(host.replace('*.', '{subdomain:[a-zA-Z0-9-]+}.'))})` : `Host(${quoteGo(host)})`,
    );
  }
  if (path.path) {
    const matcher = matcherOf(path, annotations);
    rules.push(
      matcher === 'PathPrefix' && settings.strictPrefixMatching
        ? strictPrefix(path.path)
        : `${matcher}(${quoteGo(path.path)})`,
    );
  }
  return rules.join(' && ');
}

function matcherOf({ pathType, path }: IngressPath, { pathMatcher }: RouterAnnotations): string {
  if (pathType === 'Exact') return 'Path';
  if (pathType === 'Prefix') return 'PathPrefix';
  if (['Path', 'PathPrefix', 'PathRegexp'].includes(pathMatcher)) return pathMatcher;
  throw new Refusal(
    `Skipping path. ${path}: invalid router path matcher ${quoteGo(pathMatcher)}: must be one of Path, PathPrefix, PathRegexp`,
  );
}

function strictPrefix(path: string): string {
  if (path === '/') return 'PathPrefix("/")';
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  return `(Path(${quoteGo(bare)}) || PathPrefix(${quoteGo(`${bare}/`)}))`;
}

const portText = ({ service }: IngressBackend): string => service?.port?.name || String(service?.port?.number ?? 0);

function loadServiceOrSkip(context: Context, ingress: Ingress, backend: IngressBackend): ServiceConfig {
  let service: ServiceConfig;
  try {
    service = loadService(context, ingress.metadata.namespace ?? '', backend);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw new Refusal(`Cannot create service: ${thrown.message}`);
    throw thrown;
  }
  if (service.loadBalancer!.servers.length > 0 || context.settings.allowEmptyServices) return service;
  throw new Refusal('Skipping service: no endpoints found');
}

/** Upstream: loadService. */
function loadService({ settings, objects }: Context, namespace: string, backend: IngressBackend): ServiceConfig {
  const { name, port: wanted } = backend.service!;
  const service = objects.service(namespace, name);
  if (!service) throw new Refusal('service not found');
  if (!settings.allowExternalNameServices && service.spec.type === 'ExternalName') {
    throw new Refusal(`externalName services not allowed: ${namespace}/${name}`);
  }
  const port = service.spec.ports?.find(
    (candidate) =>
      candidate.port === wanted?.number ||
      (candidate.name !== undefined && candidate.name !== '' && candidate.name === wanted?.name),
  );
  if (!port) throw new Refusal('service port not found');
  const annotations = readServiceAnnotations(service.metadata.annotations);
  const loadBalancer: LoadBalancer = {
    ...(annotations.cookie ? { sticky: { cookie: annotations.cookie } } : {}),
    servers: serversOf({ settings, objects }, service, port, annotations),
    strategy: 'wrr',
    passHostHeader: annotations.passHostHeader,
    responseForwarding: defaultForwarding,
    ...(annotations.serversTransport
      ? { serversTransport: checkedTransport(settings, namespace, annotations.serversTransport) }
      : {}),
  };
  return {
    ...(annotations.middlewares.length > 0 ? { middlewares: annotations.middlewares } : {}),
    loadBalancer,
    source: { kind: 'Service', namespace, name },
  };
}

function checkedTransport({ crossProviderNamespaces }: ProviderSettings, namespace: string, transport: string): string {
  if (!crossProviderNamespaces || crossProviderNamespaces.includes(namespace)) return transport;
  throw new Refusal(`cross-provider serversTransport reference is not allowed from namespace ${quoteGo(namespace)}`);
}

function serversOf(
  { settings, objects }: Pick<Context, 'settings' | 'objects'>,
  service: Service,
  port: ServicePort,
  annotations: ServiceAnnotations,
) {
  const scheme = annotations.serversScheme || schemeOf(port);
  if (annotations.nodePortLb && service.spec.type === 'NodePort') {
    if (settings.disableClusterScopeResources) throw new Refusal('nodes lookup is disabled');
    if (objects.nodes.length === 0) throw new Refusal(`nodes not found in namespace ${service.metadata.namespace}`);
    return nodePortServers(objects, service, port, scheme);
  }
  if (service.spec.type === 'ExternalName')
    return [{ url: `${scheme}://${joinHostPort(service.spec.externalName ?? '', port.port)}` }];
  if (annotations.nativeLb ?? settings.nativeLbByDefault) return [nativeServer(service, port, scheme)];
  return sliceServers(objects, service, port, scheme);
}
