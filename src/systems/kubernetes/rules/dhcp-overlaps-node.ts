import type { LabRule } from '../../../check/rule.ts';
import { printUse, usesOf } from '../../../lab/address-plan.ts';
import { overlapsOf } from '../lab-machines.ts';

export const dhcpOverlapsNode: LabRule = {
  id: 'dhcp-overlaps-node',
  needs: 'lab',
  severity: 'warning',
  summary: 'The DHCP server may hand out the address of a node or of the gateway.',
  why: 'unless the server keeps it for the machine, a static address in the DHCP range is leased to another sooner or later (RFC 2131 §3.1: servers only probe if they choose to)',
  check: (_, plan) =>
    usesOf(plan, 'node', 'gateway')
      .filter((use) => overlapsOf(use, plan, 'reservation').length === 0)
      .flatMap((use) =>
        overlapsOf(use, plan, 'dhcp').map((dhcp) => ({
          path: use.path,
          message: `${use.owner} (${printUse(use)}) lies in the DHCP range ${printUse(dhcp)}`,
          hint: 'give it an address outside the range; if the server keeps this one for it, say so in network.reserved',
        })),
      ),
  examples: {
    passing: [{ 'nodes.1.address': '192.168.88.112', 'network.reserved.0.range': '192.168.88.112' }],
    failing: [{ 'nodes.1.address': '192.168.88.112' }],
  },
};
