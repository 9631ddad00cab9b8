import type { Cluster } from '../../../cluster/cluster.ts';
import { setNodeAlive } from '../../../controlplane/nodes/create-nodes.ts';
import { isNodeAlive } from '../../../controlplane/nodes/node-power.ts';
import { kinds, type Node } from '../../../kube/types.ts';
import type { FaultScope, FaultTarget } from '../../fault.ts';

const controlPlane = 'node-role.kubernetes.io/control-plane';

/** Whether the API is lost with these machines: fewer members of etcd are left than more than half (etcd FAQ, "What is failure tolerance"). */
export async function losesControlPlane(cluster: Cluster, machines: readonly string[]): Promise<boolean> {
  const nodes = await cluster.list<Node>(kinds.Node);
  const members = nodes.filter(({ metadata }) => metadata.labels?.[controlPlane] !== undefined);
  const left = members.filter((node) => isNodeAlive(node) && !machines.includes(node.metadata.name));
  return members.length > 0 && left.length < Math.floor(members.length / 2) + 1;
}

/** A target of which all machines are gone at once. */
export const machinesDie = (name: string, machines: readonly string[]): FaultTarget => ({
  name,
  machines,
  strike: async (cluster) => {
    for (const machine of machines) await setNodeAlive(cluster, machine, false);
  },
});

/** What is said of machines where nobody says which there are. */
export const nodesUnknown: FaultScope = {
  unknown: 'nobody says which nodes there are',
  knownBy: 'a lab file, or --node NAME=ADDRESS for each',
};
