import type { Controller, ControllerContext } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { kinds, type Node, type Pod, type Taint } from '../../kube/types.ts';
import { printInstant, readInstant } from '../kit/instant.ts';
import { createObjectIndex } from '../kit/object-index.ts';
import { isDeleting } from '../kit/ownership.ts';
import { keeping, requestOf, requestsOf } from '../kit/requests.ts';
import { setCondition } from '../kubelet/pod.ts';
import { tolerates } from './taints.ts';

/** Seconds a pod stays with the taints: 0 when one is not tolerated, undefined for ever (tainteviction getMinTolerationTime). */
export function secondsTolerated(pod: Pod, taints: readonly Taint[]): number | undefined {
  const tolerations = pod.spec.tolerations ?? [];
  const used = tolerations.filter((toleration) => taints.some((taint) => tolerates(toleration, taint)));
  if (!taints.every((taint) => used.some((toleration) => tolerates(toleration, taint)))) return 0;
  const limits = used.flatMap(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? [] : Number(tolerationSeconds),
  );
  return limits.length === 0 ? undefined : Math.max(0, Math.min(...limits));
}

const evicting = (node: Node | undefined): readonly Taint[] =>
  (node?.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

/** pkg/controller/tainteviction: deletes pods that no longer tolerate the NoExecute taints of their node. */
export function taintEvictionController(): Controller {
  const pods = createObjectIndex<Pod>((pod) => (pod.spec.nodeName ? [`node:${pod.spec.nodeName}`] : []));
  const nodes = createObjectIndex<Node>();
  return {
    id: 'kubernetes/taint-eviction',
    watches: [
      {
        kind: kinds.Node,
        requests: (event) => {
          const before = evicting(nodes.get(event.object.metadata.name));
          nodes.apply(event);
          const after = evicting(nodes.get(event.object.metadata.name));
          return before.length === 0 && after.length === 0
            ? []
            : requestsOf(pods.at(`node:${event.object.metadata.name}`));
        },
      },
      keeping(kinds.Pod, pods, (pod, { type }) => {
        const tainted = evicting(nodes.get(pod.spec.nodeName ?? '')).length > 0;
        return tainted && type !== 'DELETED' ? [requestOf(pod)] : [];
      }),
    ],
    reconcile: async ({ namespace, name }, context) => {
      const pod = pods.get(name, namespace);
      const taints = evicting(nodes.get(pod?.spec.nodeName ?? ''));
      if (!pod || taints.length === 0 || isDeleting(pod)) return undefined;
      const seconds = secondsTolerated(pod, taints);
      if (seconds === undefined) return undefined;
      const now = context.now();
      const since = Math.max(...taints.map(({ timeAdded }) => readInstant(timeAdded) ?? now));
      const wait = since / 1000 + seconds - now / 1000;
      if (wait > 0) return { requeueAfter: wait };
      await evict(pod, context);
      return undefined;
    },
  };
}

async function evict(pod: Pod, context: ControllerContext): Promise<void> {
  const { name, namespace } = pod.metadata;
  const source = 'taint-eviction-controller';
  const message = `Marking for deletion Pod ${namespace}/${name}`;
  await context.record({ object: pod, type: 'Normal', reason: 'TaintManagerEviction', message, source });
  const current = await context.cluster.get<Pod>(kinds.Pod, name, namespace);
  if (!current) return;
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    observedGeneration: current.metadata.generation,
    lastProbeTime: null,
  } as const;
  const conditions = setCondition(current.status?.conditions ?? [], condition, printInstant(context.now()));
  await context.cluster.update({ ...current, status: { ...current.status, conditions } }, { subresource: 'status' });
  try {
    await context.cluster.delete(kinds.Pod, name, namespace);
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
}
