import type { Controller, ControllerContext, ControllerWatch, Request } from '../../cluster/controller.ts';
import { findRunning, onPart } from '../../controlplane/kit/system-part.ts';
import type { Json } from '../../kube/object.ts';
import { type Ingress, type IngressClass, kinds, type Node, type Service } from '../../kube/types.ts';
import type { ControllerOptions } from '../system.ts';
import { isOwnIngress } from './providers/ingress.ts';
import { hasStatus, ingressStatus } from './providers/ingress-status.ts';
import { assumedTraefik, findTraefik, gatePart } from './running.ts';

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
];

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
