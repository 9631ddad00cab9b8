import type { KubeObject } from '../../../kube/object.ts';
import type { Service } from '../../../kube/types.ts';
import { type CrossReference, isGranted } from '../../kubernetes/gateway-api/grants.ts';
import type { DynamicDraft } from '../model/dynamic-configuration.ts';
import type { GatewaySettings, StaticConfiguration } from '../model/static-configuration.ts';
import { Refusal } from '../providers/servers.ts';
import type { TraefikObjects } from '../read-objects.ts';
import type { StreamDraft } from '../streams/stream-configuration.ts';

/** Provider name of the Gateway API. */
export const gatewayProvider = 'kubernetesgateway';
/** `spec.controllerName` of the GatewayClasses that are Traefik's. */
export const gatewayController = 'traefik.io/gateway-controller';

/** What reading the Gateway API needs, and where it puts what it makes. */
export interface GatewayContext {
  readonly configuration: StaticConfiguration;
  readonly settings: GatewaySettings;
  readonly objects: TraefikObjects;
  readonly draft: DynamicDraft;
  readonly streams: StreamDraft;
}

/** Throws a Refusal where nobody allows a reference into another namespace. */
export function checkGrant({ objects }: GatewayContext, reference: CrossReference): void {
  if (!isGranted(objects.referenceGrants, reference)) throw new Refusal('missing ReferenceGrant');
}

/** Whether a provider that is limited to some namespaces looks at an object. */
export const isWatched = ({ namespaces }: GatewaySettings, { metadata }: KubeObject): boolean =>
  namespaces.length === 0 || namespaces.includes(metadata.namespace ?? '');

/** A Service; throws in the words of upstream's lister. */
export function serviceOf({ objects }: GatewayContext, namespace: string, name: string): Service {
  const service = objects.service(namespace, name);
  if (!service) throw new Refusal(`getting service: service "${name}" not found`);
  return service;
}
