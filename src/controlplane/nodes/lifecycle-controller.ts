import type { Controller, ControllerContext, ReconcileResult } from '../../cluster/controller.ts';
import { conditionOf } from '../../kube/object.ts';
import { kinds, type Lease, type Node, type Pod } from '../../kube/types.ts';
import { printInstant } from '../kit/instant.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { keeping } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { isReady, setCondition } from '../kubelet/pod.ts';
import { monitorSeconds, unknownConditions, unknownFrom, wantedTaints } from './node-conditions.ts';

const source = 'node-controller';

/** pkg/controller/nodelifecycle: notices silent nodes, taints by condition, marks the pods of lost nodes not ready. */
export function nodeLifecycleController(lookSeconds = monitorSeconds): Controller {
  const pods = createObjectIndex<Pod>((pod) => (pod.spec.nodeName ? [`node:${pod.spec.nodeName}`] : []));
  const known = new Set<string>();
  return {
    id: 'kubernetes/node-lifecycle',
    watches: [
      keeping(kinds.Pod, pods),
      { kind: kinds.Node },
      {
        kind: kinds.Lease,
        requests: ({ type, object }) =>
          object.metadata.namespace === 'kube-node-lease' && type === 'MODIFIED'
            ? [{ namespace: '', name: object.metadata.name }]
            : [],
      },
    ],
    reconcile: async ({ name }, context) => {
      const node = await context.cluster.get<Node>(kinds.Node, name);
      if (!node) {
        known.delete(name);
        return undefined;
      }
      if (!known.has(name)) {
        known.add(name);
        const message = `Node ${name} event: Registered Node ${name} in Controller`;
        await context.record({ object: node, type: 'Normal', reason: 'RegisteredNode', message, source });
      }
      return watchNode(node, { pods, lookSeconds }, context);
    },
  };
}

async function watchNode(
  node: Node,
  { pods, lookSeconds }: { readonly pods: ObjectIndex<Pod>; readonly lookSeconds: number },
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const { cluster } = context;
  const lease = await cluster.get<Lease>(kinds.Lease, node.metadata.name, 'kube-node-lease');
  const from = unknownFrom(node, lease, lookSeconds);
  const now = context.now();
  const observed = from !== undefined && from <= now ? await markUnknown(node, pods, context) : node;
  const taints = wantedTaints(observed, now);
  if (!sameValue(taints, observed.spec?.taints)) {
    const { resourceVersion, name } = observed.metadata;
    const body = {
      metadata: { resourceVersion: resourceVersion ?? null },
      spec: { taints: taints.length > 0 ? taints.map((taint) => ({ ...taint })) : null },
    };
    await cluster.patch(kinds.Node, name, undefined, { type: 'merge', body });
  }
  return from !== undefined && from > now ? { requeueAfter: (from - now) / 1000 } : undefined;
}

async function markUnknown(node: Node, pods: ObjectIndex<Pod>, context: ControllerContext): Promise<Node> {
  const now = context.now();
  const wasReady = conditionOf(node, 'Ready')?.status === 'True';
  const conditions = unknownConditions(node, now);
  if (sameValue(conditions, node.status?.conditions)) return node;
  const updated = await context.cluster.update(
    { ...node, status: { ...node.status, conditions } },
    { subresource: 'status' },
  );
  if (!wasReady) return updated;
  const { name } = node.metadata;
  const message = `Node ${name} status is now: NodeNotReady`;
  await context.record({ object: node, type: 'Normal', reason: 'NodeNotReady', message, source });
  for (const pod of pods.at(`node:${name}`)) await markPodNotReady(pod, context);
  return updated;
}

async function markPodNotReady(pod: Pod, context: ControllerContext): Promise<void> {
  const ready = conditionOf(pod, 'Ready');
  if (!ready || !isReady(pod)) return;
  const conditions = setCondition(
    pod.status?.conditions ?? [],
    { ...ready, status: 'False' },
    printInstant(context.now()),
  );
  await context.cluster.update({ ...pod, status: { ...pod.status, conditions } }, { subresource: 'status' });
  await context.record({ object: pod, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready', source });
}
