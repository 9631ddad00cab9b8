import { kinds, type Node } from '../../../kube/types.ts';
import type { Fault } from '../../fault.ts';
import { nodesUnknown } from '../machines/lost-machines.ts';

/** The API server answers no more, or etcd has lost its quorum; the machines go on. */
export const controlPlaneLost: Fault = {
  id: 'control-plane-lost',
  summary: 'the control plane is lost (API server, or the quorum of etcd), and the machines go on',
  short: 'control plane',
  notices: 'whoever writes to the API: kubectl, Flux, controllers; nobody asks it for a request of a client',
  upstream:
    'etcd docs faq.md (failure tolerance); kubernetes docs concepts/architecture/control-plane-node-communication',
  pairs: true,
  find: async ({ cluster, nodesAssumed }) => {
    if (nodesAssumed) return nodesUnknown;
    const nodes = await cluster.list<Node>(kinds.Node);
    return {
      targets: [
        {
          name: '',
          controlPlaneLost: true,
          remarks: async () => [
            `${nodes.length} kubelets and kube-proxies, the gate and the speakers go on by what they have read; nothing is scheduled, restarted elsewhere or changed until it is back`,
          ],
        },
      ],
    };
  },
};
