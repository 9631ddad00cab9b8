import type { LabRule } from '../../../check/rule.ts';
import { overlaps, parseCidr } from '../../../core/address.ts';
import { listOf } from '../../../lab/list-of.ts';
import type { KubernetesLab } from '../lab.ts';
import { insideNetworks } from '../machines/cluster-networks.ts';

export const clusterNetworkOverlap: LabRule<KubernetesLab> = {
  id: 'cluster-network-overlap',
  needs: 'lab',
  severity: 'error',
  summary: 'The network of the pods or of the Services overlaps that of the nodes, or each other.',
  why: 'addresses of both are routed inside the nodes: what has one of them outside is never reached (Kubernetes docs, cluster networking: address ranges must not overlap)',
  check: (lab) => {
    const { pods, services } = insideNetworks(lab);
    const inside = [
      ...pods.map((text) => ({ text, owner: 'the network of the pods', field: 'pods' as const })),
      ...services.map((text) => ({ text, owner: 'the network of the Services', field: 'services' as const })),
    ];
    const nodes = listOf(lab.network.cidr).map((text) => ({ text, owner: 'the node network' }));
    return inside.flatMap(({ text, owner, field }, i) => {
      const other = [...nodes, ...inside.slice(0, i)].find((each) => overlaps(parseCidr(text)!, parseCidr(each.text)!));
      if (!other) return [];
      const isWritten = lab.distribution[field] !== undefined;
      return [
        {
          path: isWritten ? ['distribution', field] : ['network', 'cidr'],
          message: `${owner} (${text}) overlaps ${other.owner} (${other.text})`,
          hint: `write another network as distribution.${field}`,
        },
      ];
    });
  },
  examples: {
    passing: [
      { distribution: { kind: 'k3s', pods: '172.20.0.0/16', services: '172.21.0.0/16' } },
      { distribution: 'talos' },
      { distribution: 'existing' },
    ],
    failing: [
      { distribution: { kind: 'k3s', pods: '192.168.0.0/16' } },
      { distribution: { kind: 'talos', services: '10.244.128.0/20' } },
    ],
  },
};
