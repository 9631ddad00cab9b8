import type { Controller, ControllerContext } from '../../src/cluster/controller.ts';
import { kinds, type Node } from '../../src/kube/types.ts';

const CAPACITY = { cpu: '1k', memory: '1Ti', pods: '1M' };

/**
 * The part of kwok's node stage that the embedded kubelets do not play: a node that was merely created reports itself, ready and
 * large enough for everything, and has a network for its pods.
 */
export function nodeStage(): Controller {
  return {
    id: 'conformance/node-stage',
    watches: [{ kind: kinds.Node }],
    reconcile: async ({ name }, context) => {
      const node = await context.cluster.get<Node>(kinds.Node, name);
      if (node && !node.spec?.podCIDR) await assignNetwork(node, context);
      if (node && !node.status?.conditions?.length) await report(node, context);
      return undefined;
    },
  };
}

/** Pods of a node get addresses of its own network; kwok has one network for all. */
async function assignNetwork(node: Node, { cluster }: ControllerContext): Promise<void> {
  const nodes = await cluster.list<Node>(kinds.Node);
  const index = nodes.filter((other) => other.spec?.podCIDR !== undefined).length;
  const podCIDR = `10.244.${index}.0/24`;
  const patch = { type: 'merge', body: { spec: { podCIDR, podCIDRs: [podCIDR] } } } as const;
  await cluster.patch(kinds.Node, node.metadata.name, undefined, patch);
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
  const change = { type: 'merge', body: { status }, subresource: 'status' } as const;
  await cluster.patch(kinds.Node, node.metadata.name, undefined, change);
}
