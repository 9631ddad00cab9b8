import type { LabRule } from '../../../check/rule.ts';
import { printUse, usesOf } from '../../../lab/address-plan.ts';
import { overlapsOf } from '../lab-machines.ts';

export const nodeOnGatewayAddress: LabRule = {
  id: 'node-on-gateway-address',
  needs: 'lab',
  severity: 'error',
  summary: 'A node has the address of the gateway.',
  why: 'two machines then answer ARP for the way out of the network',
  check: (_, plan) =>
    usesOf(plan, 'node').flatMap((node) =>
      overlapsOf(node, plan, 'gateway').map(() => ({
        path: node.path,
        message: `${node.owner} has the address of the gateway, ${printUse(node)}`,
        hint: 'give the node an address of its own',
      })),
    ),
  examples: {
    passing: [{ 'nodes.1.address': '192.168.88.2' }],
    failing: [{ 'nodes.1.address': '192.168.88.1' }],
  },
};
