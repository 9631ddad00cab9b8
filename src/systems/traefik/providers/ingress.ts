import type { Ingress, IngressBackend, IngressClass, IngressPath } from '../../../kube/types.ts';
import {
  type CertificateConfig,
  type DynamicConfiguration,
  emptyDraft,
  type RouterConfig,
  type SourceRef,
} from '../model/dynamic-configuration.ts';
import { normalise, quoteGo } from '../model/go-text.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import type { TraefikObjects } from '../read-objects.ts';
import { type RouterAnnotations, readRouterAnnotations } from './ingress-annotations.ts';
import type { IngressContext } from './ingress-context.ts';
import { ruleOf } from './ingress-rule.ts';
import { loadServiceOrSkip, portText } from './ingress-services.ts';
import { ruleHash } from './router-name.ts';
import { certificateBlocks } from './secrets.ts';
import { selectedBy } from './selection.ts';
import { Refusal } from './servers.ts';

/** Provider name of Ingress objects. */
export const ingressProvider = 'kubernetes';
/** `spec.controller` of the classes that are Traefik's. */
export const ingressController = 'traefik.io/ingress-controller';

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
  { draft }: IngressContext,
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

function loadIngress(context: IngressContext, ingress: Ingress, certificates: Map<string, CertificateConfig>): void {
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
  context: IngressContext,
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
  context: IngressContext,
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
