import type { LabRule } from '../../../check/rule.ts';
import { printUse, usesOf } from '../../../lab/address-plan.ts';
import { duplicates } from '../../../lab/duplicates.ts';

export const duplicateNodeAddress: LabRule = {
  id: 'duplicate-node-address',
  needs: 'lab',
  severity: 'error',
  summary: 'Two nodes have the same address.',
  why: 'two machines then answer ARP for one address',
  check: (_, plan) => {
    const nodes = [...usesOf(plan, 'node')].sort((a, b) => Number(a.path[1]) - Number(b.path[1]));
    return duplicates(nodes, (use) => [printUse(use)]).map(({ key, index, first }) => ({
      path: nodes[index]!.path,
      message: `${nodes[index]!.owner} has the address ${key} of ${nodes[first]!.owner === nodes[index]!.owner ? 'its own' : nodes[first]!.owner}`,
      hint: 'give each node an address of its own',
    }));
  },
  examples: {
    passing: [{ 'nodes.2.address': '192.168.88.14' }],
    failing: [{ 'nodes.2.address': '192.168.88.12' }],
  },
};
