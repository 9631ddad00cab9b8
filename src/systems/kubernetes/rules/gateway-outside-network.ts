import type { LabRule } from '../../../check/rule.ts';
import { outside } from '../lab-machines.ts';

export const gatewayOutsideNetwork: LabRule = {
  id: 'gateway-outside-network',
  needs: 'lab',
  severity: 'error',
  summary: 'The gateway is not in the node network.',
  why: 'nodes reach their router only on their own wire; with another address they have no way out',
  check: (_, plan) => outside(plan, 'gateway'),
  examples: {
    passing: [{ 'network.gateway': '192.168.88.254' }],
    failing: [{ 'network.gateway': '192.168.1.1' }],
  },
};
