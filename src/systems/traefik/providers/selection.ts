import type { KubeObject } from '../../../kube/object.ts';
import type { Selector } from '../../../kube/selector.ts';
import { parseSelector } from '../../../kube/selector-parse.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import type { TraefikObjects } from '../read-objects.ts';

/** The objects a provider sees: those of its namespaces with its labels. Upstream: the informers of crd/client.go and ingress/client.go. */
export function selectedBy(settings: ProviderSettings, objects: TraefikObjects): TraefikObjects {
  const { namespaces, labelSelector } = settings;
  if (namespaces.length === 0 && labelSelector === '') return objects;
  const parsed = parseSelector(labelSelector);
  const selector: Selector | undefined = 'error' in parsed ? undefined : parsed;
  const seen = <T extends KubeObject>(list: readonly T[]): readonly T[] =>
    list.filter(
      ({ metadata }) =>
        (namespaces.length === 0 || namespaces.includes(metadata.namespace ?? '')) &&
        (selector?.matches(metadata.labels ?? {}) ?? labelSelector === ''),
    );
  return {
    ...objects,
    ingressRoutes: seen(objects.ingressRoutes),
    middlewares: seen(objects.middlewares),
    traefikServices: seen(objects.traefikServices),
    tlsOptions: seen(objects.tlsOptions),
    tlsStores: seen(objects.tlsStores),
    serversTransports: seen(objects.serversTransports),
    ingressRouteTcps: seen(objects.ingressRouteTcps),
    ingressRouteUdps: seen(objects.ingressRouteUdps),
    middlewareTcps: seen(objects.middlewareTcps),
    serversTransportTcps: seen(objects.serversTransportTcps),
    ingresses: seen(objects.ingresses),
  };
}
