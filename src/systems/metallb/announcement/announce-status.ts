import type { ControllerContext } from '../../../cluster/controller.ts';
import { isReason } from '../../../cluster/status-error.ts';
import { kinds, type Service } from '../../../kube/types.ts';
import { metallbKinds, type ServiceL2Status } from '../objects.ts';
import { type SpeakerMemory, statusLabels } from './speaker-memory.ts';

/** Sees to it that the winner's ServiceL2Status is there (metallb internal/k8s/controllers/layer2_status_controller.go). */
export async function announceStatus(
  memory: SpeakerMemory,
  service: Service,
  { node, interfaces }: { readonly node: string; readonly interfaces: readonly string[] },
  { cluster }: ControllerContext,
): Promise<void> {
  const { name, namespace = '' } = service.metadata;
  const status = {
    node,
    serviceName: name,
    serviceNamespace: namespace,
    ...(interfaces.length > 0 && { interfaces: interfaces.map((each) => ({ name: each })) }),
  };
  const known = memory.statuses.at(`${namespace}/${name}`).find((each) => nodeOfStatus(each) === node);
  if (known && JSON.stringify(known.status) === JSON.stringify({ ...known.status, ...status })) return;
  try {
    const made = known ?? (await cluster.create(newStatus(memory, service, node), { fieldManager: 'speaker' }));
    const change = { type: 'merge', body: { status }, subresource: 'status', fieldManager: 'speaker' } as const;
    const { name: own, namespace: home } = made.metadata;
    memory.statuses.put(await cluster.patch<ServiceL2Status>(metallbKinds.ServiceL2Status, own, home, change));
  } catch (thrown) {
    // A MetalLB before 0.14.4 has no such kind.
    if (!isReason(thrown, 'NotFound')) throw thrown;
  }
}

/** The node a ServiceL2Status tells of. */
export const nodeOfStatus = ({ status, metadata }: ServiceL2Status): string | undefined =>
  status?.node ?? metadata.labels?.[statusLabels.node];

function newStatus(memory: SpeakerMemory, service: Service, node: string): ServiceL2Status {
  const pod = memory.speakers?.onNode.get(node);
  const { name, namespace = '' } = service.metadata;
  return {
    ...metallbKinds.ServiceL2Status,
    metadata: {
      name: '',
      generateName: 'l2-',
      namespace: memory.speakers?.namespace,
      labels: { [statusLabels.node]: node, [statusLabels.name]: name, [statusLabels.namespace]: namespace },
      ...(pod?.metadata.uid && {
        ownerReferences: [{ ...kinds.Pod, name: pod.metadata.name, uid: pod.metadata.uid }],
      }),
    },
  };
}

/** Deletes statuses of nodes that no longer announce. Each speaker deletes its own: that of a dead node stays until it is back. */
export async function withdrawStatuses(
  memory: SpeakerMemory,
  statuses: readonly ServiceL2Status[],
  members: ReadonlySet<string>,
  { cluster }: ControllerContext,
): Promise<void> {
  for (const status of statuses) {
    if (!members.has(nodeOfStatus(status) ?? '')) continue;
    try {
      await cluster.delete(metallbKinds.ServiceL2Status, status.metadata.name, status.metadata.namespace);
    } catch (thrown) {
      if (!isReason(thrown, 'NotFound')) throw thrown;
    }
    memory.statuses.drop(status);
  }
}
