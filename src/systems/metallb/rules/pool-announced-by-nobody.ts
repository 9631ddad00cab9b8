import type { LabRule } from '../../../check/rule.ts';
import type { LabCore } from '../../../lab/lab-core.ts';
import type { MetallbLab } from '../lab.ts';

export const poolAnnouncedByNobody: LabRule<MetallbLab> = {
  id: 'pool-announced-by-nobody',
  needs: 'lab',
  severity: 'warning',
  summary: 'The addresses of a pool are to be announced by nodes with labels that no node of the lab has.',
  why: 'an L2Advertisement whose nodeSelectors match no node is no error: the address is given, and nobody answers ARP for it (metallb speaker/layer2_controller.go ShouldAnnounce)',
  check: ({ addresses, nodes }) =>
    (addresses?.pools ?? []).flatMap(({ name, advertisement }, i) => {
      const wanted = Object.entries(advertisement?.nodes ?? {});
      if (wanted.some(([key]) => isGivenByOthers(key))) return [];
      if (nodes.some((node) => wanted.every(([key, value]) => labelOf(node, key) === value))) return [];
      const labels = wanted.map(([key, value]) => `${key}=${value}`).join(', ');
      return [
        {
          path: ['addresses', 'pools', i, 'advertisement', 'nodes'],
          message: `no node of the lab has ${labels}, so nobody announces the addresses of pool ${name}`,
          hint: 'give a node these labels in nodes[].labels, or name labels that nodes have',
        },
      ];
    }),
  examples: {
    passing: [
      { 'addresses.pools.0.advertisement': { nodes: { edge: 'yes' } }, 'nodes.0.labels': { edge: 'yes' } },
      { 'addresses.pools.0.advertisement': { nodes: { 'node-role.kubernetes.io/control-plane': '' } } },
      { 'addresses.pools.0.advertisement': { interfaces: 'eth0' } },
    ],
    failing: [
      { 'addresses.pools.0.advertisement': { nodes: { edge: 'yes' } } },
      { 'addresses.pools.0.advertisement': { nodes: { edge: 'yes' } }, 'nodes.0.labels': { edge: 'no' } },
      { 'addresses.pools.0.advertisement': { nodes: { 'kubernetes.io/hostname': 'nobody' } } },
    ],
  },
};

const hostname = 'kubernetes.io/hostname';

const labelOf = ({ name, labels }: LabCore['nodes'][number], key: string): string | undefined =>
  labels[key] ?? (key === hostname ? name : undefined);

/** Labels under a domain may come from the kubelet, the distribution or a controller. */
const isGivenByOthers = (key: string): boolean => key.includes('/') && key !== hostname;
