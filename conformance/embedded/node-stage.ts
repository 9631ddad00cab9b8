import type { Controller, ControllerContext } from '../../src/cluster/controller.ts';
import { kinds, type Node } from '../../src/kube/types.ts';

const CAPACITY = { cpu: '1k', memory: '1Ti', pods: '1M' };

/**
 * The part of kwok's node stage that the embedded kubelets do not play: a node that was merely created reports itself, ready and
 * large enough for everything.
 */
export function nodeStage(): Controller {
  return {
    id: 'conformance/node-stage',
    watches: [{ kind: kinds.Node }],
    reconcile: async ({ name }, context) => {
      const node = await context.cluster.get<Node>(kinds.Node, name);
      if (node && !node.status?.conditions?.length) await report(node, context);
      return undefined;
    },
  };
}

async function report(node: Node, { cluster, now }: ControllerContext): Promise<void> {
  const time = new Date(now()).toISOString().replace(/\.\d+/, '');
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
  const status = {
    capacity: CAPACITY,
    allocatable: CAPACITY,
    addresses: [
      { type: 'InternalIP', address: '10.0.0.10' },
      { type: 'Hostname', address: node.metadata.name },
    ],
    conditions: [{ ...ready, lastHeartbeatTime: time, lastTransitionTime: time }],
    phase: 'Running',
  };
  await cluster.patch(
    kinds.Node,
    node.metadata.name,
    undefined,
    { type: 'merge', body: { status } },
    { subresource: 'status' },
  );
}
