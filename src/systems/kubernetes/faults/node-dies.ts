import { kinds, type Node } from '../../../kube/types.ts';
import type { Fault } from '../../fault.ts';
import { machinesDie, nodesUnknown } from '../machines/lost-machines.ts';

/** A machine is gone from one moment to the next: power, kernel, cable. */
export const nodeDies: Fault = {
  id: 'node-dies',
  summary: 'a node dies (power, kernel, cable)',
  short: 'node',
  notices:
    'the node controller, when nothing was heard for 50 s (40 s before Kubernetes 1.32), counted from the last heartbeat of at most 10 s ago; then pods are kept for their toleration, 300 s unless said otherwise',
  upstream:
    'kubernetes pkg/controller/nodelifecycle, pkg/controller/tainteviction, plugin/pkg/admission/defaulttolerationseconds',
  pairs: true,
  find: async ({ cluster, nodesAssumed }) => {
    if (nodesAssumed) return nodesUnknown;
    const nodes = await cluster.list<Node>(kinds.Node);
    return { targets: nodes.map(({ metadata }) => machinesDie(metadata.name, [metadata.name])) };
  },
};
