import { parseDurationNanos, printDurationNanos } from '../../../kube/duration.ts';
import type { ServicePort } from '../../../kube/types.ts';
import { joinHostPort } from '../decision/client-address.ts';
import type {
  Cookie,
  DynamicDraft,
  LoadBalancer,
  Server,
  ServiceConfig,
  WeightedChild,
} from '../model/dynamic-configuration.ts';
import { normalise, quoteGo } from '../model/go-text.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import type { ServiceRef, TraefikObjects, TraefikService } from '../read-objects.ts';
import { crdProvider, mayCrossProviders, mayReach, middlewareKeys } from './crd-references.ts';
import { nativeServer, nodePortServers, Refusal, schemeOf, sliceServers } from './servers.ts';
import { servicePort } from './service-port.ts';

/** What building services from the CRDs needs. Upstream: crd/kubernetes_http.go configBuilder. */
export interface ServiceContext {
  readonly settings: ProviderSettings;
  readonly objects: TraefikObjects;
  readonly draft: DynamicDraft;
}

/** Default interval between flushes. Upstream: pkg/config/dynamic/http_config.go DefaultFlushInterval. */
export const defaultForwarding = { flushInterval: '100ms' } as const;

/** The name a reference has in the configuration and, for a Kubernetes Service, its load balancer. Upstream: nameAndService. */
export function nameAndService(
  context: ServiceContext,
  parent: string,
  ref: ServiceRef,
): { name: string; service?: ServiceConfig } {
  const crossProvider = ref.name.includes('@');
  const namespace = crossProvider ? (ref.namespace ?? '') : ref.namespace || parent;
  if (!crossProvider && !mayReach(context.settings, parent, namespace)) {
    throw new Refusal(`service ${namespace}/${ref.name} not in the parent resource namespace ${parent}`);
  }
  if (crossProvider && !mayCrossProviders(context.settings, parent)) {
    throw new Refusal(
      `service ${quoteGo(ref.name)} reference is not allowed: namespace ${quoteGo(parent)} is not in crossProviderNamespaces`,
    );
  }
  const resolved = { ...ref, namespace };
  if (ref.kind === 'TraefikService') return { name: fullServiceName({ ...resolved, port: undefined }) };
  if (ref.kind !== undefined && ref.kind !== '' && ref.kind !== 'Service')
    throw new Refusal(`unsupported service kind ${ref.kind}`);
  return { name: fullServiceName(resolved), service: buildLoadBalancer(context, resolved) };
}

/** Upstream: fullServiceName. */
function fullServiceName({ name, namespace, port }: ServiceRef): string {
  if (port !== undefined && port !== 0 && port !== '') return normalise(`${namespace}-${name}-${port}`);
  if (!name.includes('@')) return normalise(`${namespace}-${name}`);
  const cut = name.lastIndexOf('@');
  const [own, provider] = [name.slice(0, cut), name.slice(cut + 1)];
  return provider === crdProvider ? normalise(`${namespace}-${own}`) : `${normalise(own)}@${provider}`;
}

const strategies = new Set(['wrr', 'p2c', 'hrw', 'leasttime']);

/** Upstream: buildServersLB. */
function buildLoadBalancer(context: ServiceContext, ref: ServiceRef & { namespace: string }): ServiceConfig {
  const { strategy = '', sticky, healthCheck } = ref;
  if (strategy !== '' && strategy !== 'RoundRobin' && !strategies.has(strategy)) {
    throw new Refusal(`load-balancer strategy ${strategy} is not supported`);
  }
  const servers = loadServers(context, ref);
  const flush = ref.responseForwarding?.flushInterval;
  const loadBalancer: LoadBalancer = {
    ...(sticky?.cookie ? { sticky: { cookie: cookieOf(sticky.cookie) } } : {}),
    servers,
    strategy: strategies.has(strategy) ? strategy : 'wrr',
    ...(healthCheck ? { healthCheck } : {}),
    passHostHeader: ref.passHostHeader ?? true,
    responseForwarding: flush ? { flushInterval: printInterval(flush) } : defaultForwarding,
    ...(ref.serversTransport
      ? { serversTransport: transportKey(context.settings, ref.namespace, ref.serversTransport) }
      : {}),
  };
  const keys = serviceMiddlewares(context, ref);
  return {
    ...(keys.length > 0 ? { middlewares: keys } : {}),
    loadBalancer,
    source: { kind: 'Service', namespace: ref.namespace, name: ref.name },
  };
}

function serviceMiddlewares(context: ServiceContext, ref: ServiceRef & { namespace: string }): string[] {
  try {
    return middlewareKeys(context.settings, ref.namespace, ref.middlewares ?? []);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw new Refusal(`could not create middleware keys: ${thrown.message}`);
    throw thrown;
  }
}

function printInterval(text: string): string {
  const nanos = /^-?\d+$/.test(text) ? BigInt(text) * 1_000_000_000n : parseDurationNanos(text);
  if (nanos === undefined) throw new Refusal(`unable to parse flushInterval: time: invalid duration ${quoteGo(text)}`);
  return printDurationNanos(nanos);
}

/** A sticky cookie with its default path. */
export const cookieOf = (cookie: Cookie): Cookie => ({ ...cookie, path: cookie.path ?? '/' });

/** Upstream: makeServersTransportKey. */
function transportKey(settings: ProviderSettings, namespace: string, name: string): string {
  if (!name.includes('@')) return normalise(`${namespace}-${name}`);
  if (!settings.allowCrossNamespace && name.endsWith(`@${crdProvider}`)) {
    throw new Refusal(
      `invalid reference to serversTransport ${name}: namespace-name@kubernetescrd format is not allowed when crossnamespace is disallowed`,
    );
  }
  if (!mayCrossProviders(settings, namespace)) {
    throw new Refusal(
      `serversTransport ${quoteGo(name)} reference is not allowed: namespace ${quoteGo(namespace)} is not in crossProviderNamespaces`,
    );
  }
  return name;
}

/** Upstream: loadServers. */
function loadServers({ settings, objects }: ServiceContext, ref: ServiceRef & { namespace: string }): Server[] {
  const name = `${ref.namespace}/${ref.name}`;
  if (settings.namespaces.length > 0 && !settings.namespaces.includes(ref.namespace)) {
    throw new Refusal(`failed to get service ${name}: namespace is not within watched namespaces`);
  }
  const service = objects.service(ref.namespace, ref.name);
  if (!service) throw new Refusal(`kubernetes service not found: ${name}`);
  const port = servicePort(service, ref.port);
  const external = service.spec.type === 'ExternalName';
  if (!external && ref.healthCheck) throw new Refusal(`healthCheck allowed only for ExternalName services: ${name}`);
  if (external) {
    if (!settings.allowExternalNameServices) throw new Refusal(`externalName services not allowed: ${name}`);
    return [{ url: `${checkedScheme(ref, port)}://${joinHostPort(service.spec.externalName ?? '', port.port)}` }];
  }
  if (ref.nativeLB ?? settings.nativeLbByDefault) return [nativeServer(service, port, checkedScheme(ref, port))];
  if (service.spec.type === 'NodePort' && ref.nodePortLB) {
    if (settings.disableClusterScopeResources) throw new Refusal('nodes lookup is disabled');
    if (objects.nodes.length === 0) throw new Refusal(`nodes not found for NodePort service ${name}`);
    return nodePortServers(objects, service, port, checkedScheme(ref, port));
  }
  const servers = sliceServers(objects, service, port, checkedScheme(ref, port));
  if (servers.length === 0 && !settings.allowEmptyServices) throw new Refusal(`no servers found for ${name}`);
  return servers;
}

function checkedScheme(ref: ServiceRef, port: ServicePort): string {
  if (!ref.scheme) return schemeOf(port);
  if (!['http', 'https', 'h2c'].includes(ref.scheme))
    throw new Refusal(`invalid scheme ${quoteGo(ref.scheme)} specified`);
  return ref.scheme;
}

/** Adds a weighted service and its children; a bad child refuses the whole. Upstream: buildServicesLB. */
export function addWeighted(
  context: ServiceContext,
  namespace: string,
  id: string,
  spec: { services?: readonly ServiceRef[]; sticky?: ServiceRef['sticky'] },
): void {
  const services = addChildren(context, namespace, spec.services ?? []);
  const cookie = spec.sticky?.cookie;
  context.draft.services.set(id, {
    weighted: { services, ...(cookie ? { sticky: { cookie: cookieOf(cookie) } } : {}) },
  });
}

function addChildren(context: ServiceContext, namespace: string, refs: readonly ServiceRef[]): WeightedChild[] {
  return refs.map((ref) => ({ name: addService(context, namespace, ref), weight: ref.weight ?? 1 }));
}

function addService(context: ServiceContext, namespace: string, ref: ServiceRef): string {
  const { name, service } = nameAndService(context, namespace, ref);
  if (service) context.draft.services.set(name, service);
  return name;
}

/** Adds what a TraefikService defines. Upstream: buildTraefikService, buildMirroring, buildHRW, buildFailover. */
export function addTraefikService(context: ServiceContext, object: TraefikService): void {
  const { name, namespace = '' } = object.metadata;
  const id = normalise(`${namespace}-${name}`);
  const { weighted, mirroring, highestRandomWeight, failover } = object.spec ?? {};
  const set = (service: ServiceConfig): void => {
    context.draft.services.set(id, { ...service, source: { kind: 'TraefikService', namespace, name } });
  };
  if (weighted) {
    addWeighted(context, namespace, id, weighted);
    set(context.draft.services.get(id)!);
  } else if (mirroring) {
    const service = addService(context, namespace, mirroring);
    const mirrors = (mirroring.mirrors ?? []).map((mirror) => ({
      name: addService(context, namespace, mirror),
      percent: mirror.percent,
    }));
    set({ mirroring: { service, mirrors } });
  } else if (highestRandomWeight) {
    set({ highestRandomWeight: { services: addChildren(context, namespace, highestRandomWeight.services ?? []) } });
  } else if (failover) {
    const service = addService(context, namespace, failover.service);
    set({
      failover: { service, fallback: addService(context, namespace, failover.fallback), errors: failover.errors },
    });
  } else throw new Refusal('unspecified service type');
}
