import type { Controller, ControllerContext, Request } from '../../../cluster/controller.ts';
import { sameValue } from '../../../controlplane/kit/same-value.ts';
import type { Json, UnknownObject } from '../../../kube/object.ts';
import { kinds, type Node, type Service } from '../../../kube/types.ts';
import { daemonSetOf } from './daemon-set.ts';
import {
  daemonSetName,
  enabledLabel,
  servicelbAccount,
  servicelbNamespace,
  serviceNameLabel,
  serviceNamespaceLabel,
} from './names.ts';
import { isServicelbOn, readStatusInput } from './read-status.ts';
import { addressesFor } from './status.ts';

/** What keeps a Service until its load balancer is gone. Upstream: k8s.io/cloud-provider service/helpers LoadBalancerCleanupFinalizer. */
const finalizer = 'service.kubernetes.io/load-balancer-cleanup';

const requestOf = ({ metadata }: Pick<UnknownObject, 'metadata'>): Request => ({
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** The Service that a pod of servicelb is of. */
function ofPod({ metadata }: UnknownObject): readonly Request[] {
  const name = metadata.labels?.[serviceNameLabel];
  const namespace = metadata.labels?.[serviceNamespaceLabel];
  return name && namespace ? [{ namespace, name }] : [];
}

/** Whether servicelb is to serve a Service: one that names a class is left to whoever has it (k8s.io/cloud-provider wantsLoadBalancer). */
export const isWanted = ({ metadata, spec }: Service): boolean =>
  spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined;

/**
 * servicelb of k3s: one controller that makes the DaemonSets, when Services change, and one that writes addresses, when pods of those or
 * endpoints change, and not when somebody else writes them (k3s pkg/cloudprovider/{loadbalancer,servicelb}.go).
 */
export const servicelbControllers = (): readonly Controller[] => [
  {
    id: 'k3s/servicelb-daemonsets',
    watches: [
      { kind: kinds.Service },
      {
        kind: kinds.Node,
        requests: async ({ object }, cluster) =>
          object.metadata.labels?.[enabledLabel] === undefined
            ? []
            : (await cluster.list(kinds.Service)).map(requestOf),
      },
      {
        kind: kinds.ServiceAccount,
        requests: async ({ object: { metadata } }, cluster) =>
          metadata.name === servicelbAccount && metadata.namespace === servicelbNamespace
            ? (await cluster.list(kinds.Service)).map(requestOf)
            : [],
      },
    ],
    reconcile: async (request, context) => {
      if (await isServicelbOn(context.cluster)) await reconcileService(request, context);
      return undefined;
    },
  },
  {
    id: 'k3s/servicelb',
    watches: [
      { kind: kinds.Pod, requests: ({ object }) => ofPod(object) },
      {
        kind: kinds.EndpointSlice,
        requests: ({ object: { metadata } }) => {
          const name = metadata.labels?.['kubernetes.io/service-name'];
          return name === undefined ? [] : [{ namespace: metadata.namespace ?? '', name }];
        },
      },
    ],
    reconcile: async (request, context) => {
      if (await isServicelbOn(context.cluster)) await updateStatus(request, context);
      return undefined;
    },
  },
];

async function reconcileService({ name, namespace }: Request, context: ControllerContext): Promise<void> {
  const { cluster } = context;
  const service = await cluster.get<Service>(kinds.Service, name, namespace);
  if (!service) return;
  const finalizers = service.metadata.finalizers ?? [];
  if (isWanted(service)) {
    if (!finalizers.includes(finalizer)) await setFinalizers(context, service, [...finalizers, finalizer]);
    await deploy(service, context);
    return;
  }
  if (!finalizers.includes(finalizer)) return;
  await removeDaemonSet(service, context);
  await setFinalizers(
    context,
    service,
    finalizers.filter((each) => each !== finalizer),
  );
}

const setFinalizers = ({ cluster }: ControllerContext, { metadata }: Service, finalizers: readonly string[]) =>
  cluster.patch(kinds.Service, metadata.name, metadata.namespace, {
    type: 'merge',
    body: { metadata: { finalizers } } as Json,
    fieldManager: 'k3s',
  });

async function deploy(service: Service, { cluster, record }: ControllerContext): Promise<void> {
  const nodes = await cluster.list<Node>(kinds.Node);
  const wanted = daemonSetOf(
    service,
    nodes.some(({ metadata }) => metadata.labels?.[enabledLabel] !== undefined),
  );
  const { name, namespace } = wanted.metadata;
  const before = await cluster.get(kinds.DaemonSet, name, namespace);
  await cluster.apply(wanted, { fieldManager: 'k3s', force: true });
  if (before) return;
  const message = `Applied LoadBalancer DaemonSet ${namespace}/${name}`;
  await record({
    object: service,
    type: 'Normal',
    reason: 'AppliedDaemonSet',
    message,
    source: 'service-lb-controller',
  });
}

async function removeDaemonSet(service: Service, { cluster, record }: ControllerContext): Promise<void> {
  const name = daemonSetName(service);
  if (!(await cluster.get(kinds.DaemonSet, name, servicelbNamespace))) return;
  await cluster.delete(kinds.DaemonSet, name, servicelbNamespace);
  const message = `Deleted LoadBalancer DaemonSet ${servicelbNamespace}/${name}`;
  await record({
    object: service,
    type: 'Normal',
    reason: 'DeletedDaemonSet',
    message,
    source: 'service-lb-controller',
  });
}

/** Whatever stands there is replaced. Upstream: updateStatus, patchStatus. */
async function updateStatus({ name, namespace }: Request, { cluster, record }: ControllerContext): Promise<void> {
  const service = await cluster.get<Service>(kinds.Service, name, namespace);
  if (service?.spec.type !== 'LoadBalancer') return;
  const before = service.status?.loadBalancer?.ingress ?? [];
  const addresses = addressesFor(await readStatusInput(cluster, service));
  if (
    sameValue(
      before.map(({ ip }) => ip ?? ''),
      [...addresses],
    )
  )
    return;
  const body = { status: { loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } } } as Json;
  await cluster.patch(kinds.Service, name, namespace, {
    type: 'merge',
    body,
    subresource: 'status',
    fieldManager: 'k3s',
  });
  const printed = (list: readonly string[]): string => `[${list.join(' ')}]`;
  await record({
    object: service,
    source: 'service-lb-controller',
    ...(addresses.length === 0
      ? {
          type: 'Warning',
          reason: 'UnAvailableLoadBalancer',
          message: 'There are no available nodes for LoadBalancer',
        }
      : {
          type: 'Normal',
          reason: 'UpdatedLoadBalancer',
          message: `Updated LoadBalancer with new IPs: ${printed(before.map(({ ip, hostname }) => ip ?? hostname ?? ''))} -> ${printed(addresses)}`,
        }),
  });
}
