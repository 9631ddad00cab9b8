import type { LabRule } from '../../../check/rule.ts';

export const controlPlaneEven: LabRule = {
  id: 'control-plane-even',
  needs: 'lab',
  severity: 'warning',
  summary: 'The number of control planes is even.',
  why: 'etcd needs more than half of its members: an even number survives no more failures than one less (etcd docs, FAQ: why an odd number of cluster members)',
  check: (lab) => {
    const count = lab.nodes.filter((node) => node.role === 'control-plane').length;
    if (count === 0 || count % 2 === 1) return [];
    const cost =
      count === 2
        ? 'the cluster stops when either fails, which is worse than one'
        : `it survives ${count / 2 - 1} ${count === 4 ? 'failure' : 'failures'}, as ${count - 1} would`;
    const last = lab.nodes.findLastIndex((node) => node.role === 'control-plane');
    return [
      {
        path: ['nodes', last, 'role'],
        message: `${count} control planes: ${cost}`,
        hint: `make it ${count - 1} or ${count + 1}`,
      },
    ];
  },
  examples: {
    passing: [{ 'nodes.1.role': 'control-plane', 'nodes.2.role': 'control-plane' }],
    failing: [{ 'nodes.1.role': 'control-plane' }],
  },
};
