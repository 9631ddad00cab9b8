import { parseSelector } from '../../../kube/selector-parse.ts';
import type { GatewayClass } from '../../kubernetes/gateway-api/kinds.ts';
import { type DynamicConfiguration, emptyDraft } from '../model/dynamic-configuration.ts';
import type { StaticConfiguration } from '../model/static-configuration.ts';
import type { TraefikObjects } from '../read-objects.ts';
import { emptyStreams, type StreamDraft } from '../streams/stream-configuration.ts';
import { type Attached, attachRoutes, type RouteStatus } from './attach-routes.ts';
import { type GatewayContext, gatewayController, gatewayProvider, isWatched } from './gateway-context.ts';
import { gatewayAddresses } from './gateway-status.ts';
import { loadGrpcRoute, loadHttpRoute } from './http-routes.ts';
import { loadListeners, type OwnGateway } from './listeners.ts';
import { denyUnknownHosts, loadStreamRoute } from './stream-routes.ts';

/** What Traefik makes of the Gateway API, and what it says of each object. */
export interface GatewaysFound {
  readonly classes: readonly GatewayClass[];
  readonly gateways: readonly OwnGateway[];
  readonly routes: readonly RouteStatus[];
  /** Where each route that is served is attached. */
  readonly attached: readonly Attached<unknown>[];
  readonly addresses: NonNullable<ReturnType<typeof gatewayAddresses>>;
}

/**
 * What the provider of the Gateway API makes of the objects.
 * Upstream: pkg/provider/kubernetes/gateway/kubernetes.go loadConfigurationFromGateways.
 */
export function loadFromGateways(
  configuration: StaticConfiguration,
  objects: TraefikObjects,
): DynamicConfiguration & { readonly streams: StreamDraft; readonly found: GatewaysFound } {
  const draft = emptyDraft(gatewayProvider);
  const streams = emptyStreams();
  const none: GatewaysFound = { classes: [], gateways: [], routes: [], attached: [], addresses: [] };
  const settings = configuration.kubernetesGateway;
  const addresses = settings && gatewayAddresses(settings, objects.service);
  if (!settings || !addresses) return { ...draft, streams, found: none };
  const context: GatewayContext = { configuration, settings, objects, draft, streams };
  const classes = ownClasses(objects.gatewayClasses, settings.labelSelector);
  const names = new Set(classes.map(({ metadata }) => metadata.name));
  const gateways = objects.gateways
    .filter((each) => isWatched(settings, each) && names.has(each.spec?.gatewayClassName ?? ''))
    .map((gateway): OwnGateway => ({ gateway, listeners: loadListeners(context, gateway) }));
  for (const own of gateways) tellFaults(context, own);
  const found = [
    attachRoutes(context, gateways, objects.httpRoutes, loadHttpRoute),
    attachRoutes(context, gateways, objects.grpcRoutes, loadGrpcRoute),
    attachRoutes(context, gateways, objects.tlsRoutes, loadStreamRoute),
  ];
  const [source] = [...streams.tcpRouters.values()].map((router) => router.source);
  if (source) denyUnknownHosts(context, { kind: source.kind, namespace: source.namespace, name: source.name });
  if (settings.experimentalChannel) found.push(attachRoutes(context, gateways, objects.tcpRoutes, loadStreamRoute));
  const routes = found.flatMap(({ statuses }) => statuses);
  const attached = found.flatMap((each) => each.attached);
  return { ...draft, streams, found: { classes, gateways, routes, attached, addresses } };
}

function ownClasses(classes: readonly GatewayClass[], labelSelector: string): readonly GatewayClass[] {
  const parsed = parseSelector(labelSelector);
  return classes.filter(
    ({ metadata, spec }) =>
      spec?.controllerName === gatewayController &&
      (labelSelector === '' || (!('error' in parsed) && parsed.matches(metadata.labels))),
  );
}

/** What is wrong with the listeners of a Gateway. */
function tellFaults({ draft }: GatewayContext, { gateway, listeners }: OwnGateway): void {
  const { name, namespace = '' } = gateway.metadata;
  const object = { kind: 'Gateway', namespace, name };
  for (const { written, conditions } of listeners)
    for (const { type, message } of conditions)
      if (type !== 'Programmed')
        draft.diagnostics.push({ level: 'error', message: `listener ${written.name}: ${message}`, object });
}
