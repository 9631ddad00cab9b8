import type { NodeInput } from '../controlplane/nodes/create-nodes.ts';
import { parseAddress, parseCidr } from '../core/address.ts';
import type { LabCore } from '../lab/lab-core.ts';
import { listOf } from '../lab/list-of.ts';
import type { Assumption } from '../systems/system.ts';

/** Networks of pods and Services. */
export interface ClusterNetworks {
  readonly pods: string;
  readonly services: string;
}

/** As k3s lays them out, by family (k3s docs, networking/basic-network-options). */
const usual = {
  4: { pods: '10.42.0.0/16', services: '10.43.0.0/16' },
  6: { pods: 'fd42::/56', services: 'fd43::/112' },
} as const;

/** Nodes that the usual pod networks have room for: each gets a /24 or a /64 (kube-controller-manager --node-cidr-mask-size). */
const usualRoom = 256;

/** Bits by which the pod network must be wider than usual. */
const missingBits = (nodes: number): number => Math.max(0, Math.ceil(Math.log2(nodes / usualRoom)));

/** The networks of a family in a cluster of that many nodes: the usual ones, as long as they have room. */
function networksOf(family: 4 | 6, nodes: number): ClusterNetworks {
  const bits = missingBits(nodes);
  if (bits === 0) return usual[family];
  return { ...usual[family], pods: family === 4 ? `100.64.0.0/${16 - bits}` : `fd42::/${56 - bits}` };
}

/** One for each family of the node network, in its order: the first is the family that Services get when they ask for none. */
export function clusterNetworks(lab: LabCore | undefined, nodes: readonly NodeInput[]): readonly ClusterNetworks[] {
  const families = lab
    ? listOf(lab.network.cidr).map((cidr) => parseCidr(cidr)?.family)
    : listOf(nodes[0]?.address ?? []).map((address) => parseAddress(address)?.family);
  return families.map((family) => networksOf(family ?? 4, nodes.length));
}

/** What is taken for granted of a cluster with more nodes than the usual pod network has room for. */
export const podNetworkAssumptions = (nodes: number): readonly Assumption[] =>
  missingBits(nodes) === 0
    ? []
    : [
        {
          id: 'pod-network',
          text: `The cluster is started with a pod network that has room for its ${nodes} nodes`,
          value: networksOf(4, nodes).pods,
          source: `the default ${usual[4].pods} has room for ${usualRoom}: set --cluster-cidr of k3s, or podSubnets of Talos`,
        },
      ];
