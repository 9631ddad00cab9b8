import type { LabRule } from '../../../check/rule.ts';
import { excludeLabel, isExcluded } from '../announcement/excluded-nodes.ts';

export const everyNodeExcluded: LabRule = {
  id: 'every-node-excluded',
  needs: 'lab',
  severity: 'warning',
  summary: 'Every node is labelled as no place for load balancers.',
  why: 'no speaker announces an address from a node with that label unless it is told to ignore it (metallb speaker/layer2_controller.go ShouldAnnounce)',
  check: ({ nodes }) =>
    nodes.every(({ labels }) => isExcluded(labels))
      ? [
          {
            path: ['nodes', 0, 'labels', excludeLabel],
            atKey: true,
            message: `every node carries the label ${excludeLabel}, so nobody should answer for any address; MetalLB is composed to ignore it`,
            hint: `remove it from the nodes that may announce: kubectl label node ${nodes[0]?.name} ${excludeLabel}-`,
          },
        ]
      : [],
  examples: {
    passing: [{ 'nodes.0.labels': { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } }],
    failing: [
      {
        'nodes.0.labels': { 'node.kubernetes.io/exclude-from-external-load-balancers': '' },
        'nodes.1.labels': { 'node.kubernetes.io/exclude-from-external-load-balancers': '' },
        'nodes.2.labels': { 'node.kubernetes.io/exclude-from-external-load-balancers': 'false' },
      },
    ],
  },
};
