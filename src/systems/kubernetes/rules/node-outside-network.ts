import type { LabRule } from '../../../check/rule.ts';
import { outside } from '../lab-machines.ts';

export const nodeOutsideNetwork: LabRule = {
  id: 'node-outside-network',
  needs: 'lab',
  severity: 'error',
  summary: 'A node has an address outside the node network.',
  why: 'layer-2 announcing works among machines on one wire: a node elsewhere cannot take over an address',
  check: (_, plan) => outside(plan, 'node'),
  examples: {
    passing: [{ 'nodes.1.address': '192.168.88.254' }],
    failing: [{ 'nodes.1.address': '192.168.87.12' }],
  },
};
