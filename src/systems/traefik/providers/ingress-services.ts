import type { Ingress, IngressBackend, Service, ServicePort } from '../../../kube/types.ts';
import { joinHostPort } from '../decision/client-address.ts';
import type { LoadBalancer, ServiceConfig } from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import { defaultForwarding } from './crd-services.ts';
import { readServiceAnnotations, type ServiceAnnotations } from './ingress-annotations.ts';
import type { IngressContext } from './ingress-context.ts';
import { nativeServer, nodePortServers, Refusal, schemeOf, sliceServers } from './servers.ts';

/** Name of the port a backend asks for, or its number. */
export const portText = ({ service }: IngressBackend): string =>
  service?.port?.name || String(service?.port?.number ?? 0);

/** The service of a backend with its servers; throws a `Refusal` in upstream's words when there is none. */
export function loadServiceOrSkip(context: IngressContext, ingress: Ingress, backend: IngressBackend): ServiceConfig {
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
function loadService({ settings, objects }: IngressContext, namespace: string, backend: IngressBackend): ServiceConfig {
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
  { settings, objects }: Pick<IngressContext, 'settings' | 'objects'>,
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
