import type { LabExample, LabRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';
import { gateNodes, isKnownLabel } from '../lab-gate-nodes.ts';

const onNodes = (nodes: Readonly<Record<string, string>>, more: LabExample = {}): LabExample => ({
  ...{ 'ingress.address': undefined, 'ingress.dashboard': undefined, 'ingress.hostNetwork': { nodes } },
  ...more,
});

export const gateOnNoNode: LabRule<TraefikLab> = {
  id: 'gate-on-no-node',
  needs: 'lab',
  severity: 'error',
  summary: 'The gate is to have the ports of nodes with labels that no node of the lab has.',
  why: 'a pod whose nodeSelector matches no node stays pending (kubernetes pkg/scheduler/framework/plugins/nodeaffinity)',
  check: ({ ingress, nodes }) => {
    const wanted = Object.entries(ingress?.hostNetwork?.nodes ?? {});
    if (wanted.length === 0 || !wanted.every(([key]) => isKnownLabel(key))) return [];
    if (gateNodes(nodes, Object.fromEntries(wanted)).length > 0) return [];
    const labels = wanted.map(([key, value]) => `${key}=${value}`).join(', ');
    return [
      {
        path: ['ingress', 'hostNetwork', 'nodes'],
        message: `no node of the lab has ${labels}, so the gate runs nowhere`,
        hint: 'give a node these labels in nodes[].labels, or name labels that nodes have',
      },
    ];
  },
  examples: {
    passing: [
      onNodes({ edge: 'yes' }, { 'nodes.0.labels': { edge: 'yes' } }),
      onNodes({ 'node-role.kubernetes.io/control-plane': '' }),
      onNodes({ 'topology.example.org/rack': 'a' }),
      onNodes({}),
    ],
    failing: [onNodes({ edge: 'yes' }), onNodes({ 'kubernetes.io/hostname': 'nobody' })],
  },
};
