import type { Controller, ControllerContext } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { isTrue } from '../../kube/object.ts';
import { kinds, type Node, type Pod } from '../../kube/types.ts';
import { printInstant, readInstant } from '../kit/instant.ts';
import { createObjectIndex } from '../kit/object-index.ts';
import { isDeleting } from '../kit/ownership.ts';
import { keeping, requestOf, requestsOf } from '../kit/requests.ts';
import { isFinished, setCondition } from '../kubelet/pod.ts';

/** Seconds a node must be gone before its pods are (pkg/controller/podgc quarantineTime). */
const quarantineSeconds = 40;
const outOfService = 'node.kubernetes.io/out-of-service';

/** pkg/controller/podgc: removes the pods of nodes that are no more, and ending pods of nodes declared out of service. */
export function podGarbageController(): Controller {
  const pods = createObjectIndex<Pod>((pod) => (pod.spec.nodeName ? [`node:${pod.spec.nodeName}`] : []));
  const nodes = createObjectIndex<Node>();
  const goneSince = new Map<string, number>();
  return {
    id: 'kubernetes/pod-garbage-collector',
    watches: [
      {
        kind: kinds.Node,
        requests: (event, cluster) => {
          nodes.apply(event);
          const { type, object } = event;
          const { name } = object.metadata;
          if (type === 'DELETED') goneSince.set(name, cluster.now());
          else goneSince.delete(name);
          const taints = (object as Node).spec?.taints;
          const wanted = type === 'DELETED' || taints?.some(({ key }) => key === outOfService);
          return wanted ? requestsOf(pods.at(`node:${name}`)) : [];
        },
      },
      keeping(kinds.Pod, pods, (pod, { type }) => {
        const { nodeName } = pod.spec;
        if (type === 'DELETED' || nodeName === undefined) return [];
        return isDeleting(pod) || nodes.get(nodeName) === undefined ? [requestOf(pod)] : [];
      }),
    ],
    reconcile: async ({ namespace, name }, context) => {
      const pod = await context.cluster.get<Pod>(kinds.Pod, name, namespace);
      if (!pod?.spec.nodeName) return undefined;
      const node = await context.cluster.get<Node>(kinds.Node, pod.spec.nodeName);
      if (node) {
        const lost = node.spec?.taints?.some(({ key }) => key === outOfService) && !isTrue(node, 'Ready');
        if (lost && isDeleting(pod)) await collect(pod, 'PodGC: node is out of service', context);
        return undefined;
      }
      const gone = goneSince.get(pod.spec.nodeName) ?? context.now();
      goneSince.set(pod.spec.nodeName, gone);
      // A node that is missed anew waits anew: what is made for it over and over is not taken away at once.
      const since = Math.max(gone, readInstant(pod.metadata.creationTimestamp) ?? gone);
      const left = since / 1000 + quarantineSeconds - context.now() / 1000;
      if (left > 0) return { requeueAfter: left };
      await collect(pod, 'PodGC: node no longer exists', context);
      return undefined;
    },
  };
}

async function collect(pod: Pod, message: string, { cluster, now }: ControllerContext): Promise<void> {
  const { name, namespace, uid } = pod.metadata;
  if (!isFinished(pod)) {
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message,
      observedGeneration: pod.metadata.generation,
    } as const;
    const conditions = setCondition(pod.status?.conditions ?? [], condition, printInstant(now()));
    await cluster.update({ ...pod, status: { ...pod.status, phase: 'Failed', conditions } }, { subresource: 'status' });
  }
  try {
    await cluster.delete(kinds.Pod, name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } });
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
}
