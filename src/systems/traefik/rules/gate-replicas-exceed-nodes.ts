import type { LabExample, LabRule } from '../../../check/rule.ts';
import type { TraefikLab } from '../lab.ts';
import { isKnownLabel, nodesWith } from '../lab-gate-nodes.ts';

const onNodes = (nodes: Readonly<Record<string, string>>, more: LabExample = {}): LabExample => ({
  ...{ 'ingress.address': undefined, 'ingress.dashboard': undefined, 'ingress.hostNetwork': { nodes } },
  ...more,
});

export const gateReplicasExceedNodes: LabRule<TraefikLab> = {
  id: 'gate-replicas-exceed-nodes',
  needs: 'lab',
  severity: 'error',
  summary: 'More pods of the gate want the ports of nodes than there are nodes.',
  why: 'a port of a node belongs to one pod: the next one stays pending (kubernetes pkg/scheduler/framework/plugins/nodeports)',
  check: ({ ingress, nodes }) => {
    if (!ingress?.hostNetwork || ingress.kind !== 'Deployment') return [];
    const { nodes: wanted } = ingress.hostNetwork;
    const fitting = nodesWith(nodes, wanted);
    // Who runs nowhere, or where is not known, has a rule of its own or none.
    if (fitting.length === 0 || !Object.keys(wanted).every(isKnownLabel)) return [];
    if (ingress.replicas <= fitting.length) return [];
    const names = fitting.map(({ name }) => name).join(', ');
    return [
      {
        path: ['ingress', 'replicas'],
        message: `${ingress.replicas} pods of the gate, and ${fitting.length === 1 ? 'one node' : `${fitting.length} nodes`} for them: ${names}`,
        hint: `set replicas to ${fitting.length}, or kind to DaemonSet`,
      },
    ];
  },
  examples: {
    passing: [
      onNodes({}, { 'ingress.kind': 'Deployment', 'ingress.replicas': 2 }),
      onNodes({ 'kubernetes.io/hostname': 'node-1' }, { 'ingress.kind': 'Deployment' }),
      onNodes({ 'topology.example.org/rack': 'a' }, { 'ingress.kind': 'Deployment', 'ingress.replicas': 9 }),
    ],
    failing: [onNodes({}, { 'ingress.kind': 'Deployment', 'ingress.replicas': 9 })],
  },
};
