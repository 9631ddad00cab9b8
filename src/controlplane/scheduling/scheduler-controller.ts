import type { Cluster } from '../../cluster/cluster.ts';
import type { Controller, ControllerContext, Request } from '../../cluster/controller.ts';
import { conditionOf, type KubeObject } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';
import { printInstant } from '../kit/instant.ts';
import { isDeleting } from '../kit/ownership.ts';
import { requestOf } from '../kit/requests.ts';
import { setCondition } from '../kubelet/pod.ts';
import { selectedNodeAnnotation, type VolumeClaim, volumeClaimState } from '../storage/volumes.ts';
import { schedulePod } from './schedule-pod.ts';
import { createSchedulerMemory } from './scheduler-views.ts';

/** core/v1 */
interface Binding extends KubeObject {
  readonly target: { readonly kind: 'Node'; readonly name: string };
}

/** kube-scheduler: binds each waiting pod to a node, or says why it cannot; looks again when nodes, pods or claims change. */
export function schedulerController(): Controller {
  const { pods, nodes, views } = createSchedulerMemory();
  const unschedulable = new Set<string>();
  const retryAll = (): readonly Request[] =>
    pods
      .at('waiting')
      .filter(({ metadata }) => unschedulable.has(metadata.uid ?? ''))
      .map(requestOf);
  return {
    id: 'kubernetes/scheduler',
    watches: [
      {
        kind: kinds.Node,
        requests: (event) => {
          nodes.apply(event);
          return event.type === 'DELETED' ? [] : retryAll();
        },
      },
      { kind: kinds.PersistentVolumeClaim, requests: retryAll },
      {
        kind: kinds.Pod,
        requests: (event) => {
          const pod = event.object as Pod;
          pods.apply(event);
          if (event.type === 'DELETED') unschedulable.delete(pod.metadata.uid ?? '');
          const freed = event.type === 'DELETED' && pod.spec.nodeName !== undefined;
          if (freed) return retryAll();
          return !pod.spec.nodeName && event.type === 'ADDED' ? [requestOf(pod)] : [];
        },
      },
    ],
    reconcile: async ({ namespace, name }, context) => {
      const pod = await context.cluster.get<Pod>(kinds.Pod, name, namespace);
      if (!pod || !isWaiting(pod)) return undefined;
      const { obstacle, waiting } = await volumeClaimState(pod, context.cluster);
      const placement = obstacle ? { message: explainClaims(obstacle, nodes.all().length) } : schedulePod(pod, views());
      if ('message' in placement) {
        unschedulable.add(pod.metadata.uid ?? '');
        await reportUnschedulable(pod, placement.message, context);
        return undefined;
      }
      unschedulable.delete(pod.metadata.uid ?? '');
      for (const claim of waiting) await selectNode(claim, placement.node, context.cluster);
      pods.put(await bindPod(pod, placement.node, context.cluster));
      const message = `Successfully assigned ${namespace}/${name} to ${placement.node}`;
      await context.record({ object: pod, type: 'Normal', reason: 'Scheduled', message, source: 'default-scheduler' });
      return undefined;
    },
  };
}

const isWaiting = (pod: Pod): boolean =>
  !pod.spec.nodeName &&
  !isDeleting(pod) &&
  (pod.spec.schedulerName ?? 'default-scheduler') === 'default-scheduler' &&
  (pod.spec.schedulingGates ?? []).length === 0;

/** Upstream's own post-filter stumbles over claims that fail early, hence the last words. */
const explainClaims = (reason: string, nodes: number): string => `0/${nodes} nodes are available: ${reason}. not found`;

/** A claim whose class waits for its first consumer is told where that will run. */
async function selectNode(claim: VolumeClaim, node: string, cluster: Cluster): Promise<void> {
  const body = { metadata: { annotations: { [selectedNodeAnnotation]: node } } };
  await cluster.patch(kinds.PersistentVolumeClaim, claim.metadata.name, claim.metadata.namespace, {
    type: 'merge',
    body,
  });
}

/** pkg/scheduler/framework/plugins/defaultbinder/default_binder.go; the pod as it is afterwards. */
async function bindPod(pod: Pod, node: string, cluster: Cluster): Promise<Pod> {
  const { name, namespace, uid } = pod.metadata;
  const binding: Binding = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { kind: 'Node', name: node },
  };
  await cluster.create(binding);
  return (await cluster.get<Pod>(kinds.Pod, name, namespace)) ?? pod;
}

/** Condition PodScheduled=False and the event, once per text (pkg/scheduler/schedule_one.go handleSchedulingFailure). */
async function reportUnschedulable(pod: Pod, message: string, context: ControllerContext): Promise<void> {
  if (conditionOf(pod, 'PodScheduled')?.message === message) return;
  await context.record({
    object: pod,
    type: 'Warning',
    reason: 'FailedScheduling',
    message,
    source: 'default-scheduler',
  });
  const observedGeneration = pod.metadata.generation;
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    observedGeneration,
    lastProbeTime: null,
  } as const;
  const conditions = setCondition(pod.status?.conditions ?? [], condition, printInstant(context.now()));
  await context.cluster.update({ ...pod, status: { ...pod.status, conditions } }, { subresource: 'status' });
}
