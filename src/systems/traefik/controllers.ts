import type { Cluster } from '../../cluster/cluster.ts';
import type { Controller, ControllerContext, ControllerWatch, Request } from '../../cluster/controller.ts';
import { KindNotServed } from '../../cluster/status-error.ts';
import { findRunning, onPart } from '../../controlplane/kit/system-part.ts';
import type { Json, KindRef, UnknownObject } from '../../kube/object.ts';
import { type Ingress, type IngressClass, kinds, type Node, type Service } from '../../kube/types.ts';
import { gatewayKinds } from '../kubernetes/gateway-api/kinds.ts';
import type { ControllerOptions } from '../system.ts';
import { isOwnIngress } from './providers/ingress.ts';
import { hasStatus, ingressStatus } from './providers/ingress-status.ts';
import { assumedTraefik, findTraefik, gatePart } from './running.ts';

const gatewayReadKinds = Object.values(gatewayKinds).flat();
const whole: readonly Request[] = [{ namespace: '', name: 'ingresses' }];
const onEvery = (kind: ControllerWatch['kind']): ControllerWatch => ({ kind, requests: () => whole });

/**
 * Writes the addresses of Ingresses while Traefik runs. Routing itself needs no controller: the gate and `trace` build the configuration from the objects.
 * Upstream: pkg/provider/kubernetes/ingress/kubernetes.go updateIngressStatus, client.go UpdateIngressStatus.
 */
export const traefikControllers = (options: Pick<ControllerOptions, 'installed'>): readonly Controller[] => [
  {
    id: 'traefik/ingress-status',
    watches: [onEvery(kinds.Ingress), onEvery(kinds.IngressClass), onEvery(kinds.Service), onPart(gatePart, whole)],
    reconcile: async (_, context) => {
      await writeStatuses(context, options);
      return undefined;
    },
  },
  {
    id: 'traefik/gateway-status',
    watches: [...gatewayReadKinds.map(onEvery), ...gatewayNeeds.map(onEvery), onPart(gatePart, whole)],
    reconcile: async (_, context) => {
      await writeGateways(context, options);
      return undefined;
    },
  },
];

/** What the Gateway API refers to. */
const gatewayNeeds = [kinds.Namespace, kinds.Service, kinds.EndpointSlice, kinds.Secret];

/** Upstream: pkg/provider/kubernetes/gateway/kubernetes.go loadConfigurationFromGateways. */
async function writeGateways(context: ControllerContext, options: Pick<ControllerOptions, 'installed'>): Promise<void> {
  const { cluster } = context;
  const lists = async (read: readonly KindRef[]) =>
    (await Promise.all(read.map((kind) => listed(cluster, kind)))).flat();
  const classes = await lists(gatewayKinds.GatewayClass);
  if (classes.length === 0) return;
  const pods = await findRunning(cluster, gatePart);
  const installation = findTraefik(pods) ?? (options.installed === 'assumed' ? assumedTraefik() : undefined);
  if (!installation?.configuration.kubernetesGateway) return;
  const { indexObjects } = await import('./read-objects.ts');
  const { loadFromGateways } = await import('./gateway/load-gateways.ts');
  const { writeGatewayStatuses } = await import('./gateway/write-status.ts');
  const objects = indexObjects(await lists([...gatewayReadKinds, ...gatewayNeeds]));
  await writeGatewayStatuses(context, loadFromGateways(installation.configuration, objects).found);
}

/** Objects of a kind; none where it is not served. */
async function listed(cluster: Cluster, kind: KindRef): Promise<readonly UnknownObject[]> {
  try {
    return await cluster.list(kind);
  } catch (thrown) {
    if (thrown instanceof KindNotServed) return [];
    throw thrown;
  }
}

async function writeStatuses(
  { cluster }: ControllerContext,
  options: Pick<ControllerOptions, 'installed'>,
): Promise<void> {
  const ingresses = await cluster.list<Ingress>(kinds.Ingress);
  if (ingresses.length === 0) return;
  const pods = await findRunning(cluster, gatePart);
  const installation = findTraefik(pods) ?? (options.installed === 'assumed' ? assumedTraefik() : undefined);
  const settings = installation?.configuration.kubernetesIngress;
  if (!settings) return;
  const classes = await cluster.list<IngressClass>(kinds.IngressClass);
  const services = await cluster.list<Service>(kinds.Service);
  const nodes = await cluster.list<Node>(kinds.Node);
  const find = (namespace: string, name: string) =>
    services.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  const wanted = ingressStatus(settings, find, nodes);
  if (!('ingress' in wanted)) return;
  for (const ingress of ingresses) {
    if (!isOwnIngress(settings, ingress, classes) || hasStatus(ingress, wanted.ingress)) continue;
    const body = { status: { loadBalancer: { ingress: wanted.ingress } } } as Json;
    const { name, namespace } = ingress.metadata;
    const change = { type: 'merge', body, subresource: 'status', fieldManager: 'traefik' } as const;
    await cluster.patch(kinds.Ingress, name, namespace, change);
  }
}
