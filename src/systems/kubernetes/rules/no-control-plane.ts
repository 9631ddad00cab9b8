import type { LabRule } from '../../../check/rule.ts';
import type { KubernetesLab } from '../lab.ts';

export const noControlPlane: LabRule<KubernetesLab> = {
  id: 'no-control-plane',
  needs: 'lab',
  severity: 'error',
  summary: 'No node runs the control plane.',
  why: 'the cluster cannot start: nothing serves its API',
  check: (lab) =>
    lab.distribution.kind === 'existing' || lab.nodes.some((node) => node.role === 'control-plane')
      ? []
      : [
          {
            path: ['nodes'],
            atKey: true,
            message: 'no node has role control-plane',
            hint: 'set role: control-plane on one node, or on three',
          },
        ],
  examples: {
    passing: [{ 'nodes.0.role': 'worker', distribution: 'existing' }],
    failing: [{ 'nodes.0.role': 'worker' }],
  },
};
