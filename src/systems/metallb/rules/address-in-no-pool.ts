import type { LabRule } from '../../../check/rule.ts';
import { overlaps } from '../../../core/address.ts';
import { type AddressPlan, type AddressUse, printUse, usesOf } from '../../../lab/address-plan.ts';
import { asked } from '../lab-addresses.ts';

export const addressInNoPool: LabRule = {
  id: 'address-in-no-pool',
  needs: 'lab',
  severity: 'error',
  summary: 'An address is asked for that no pool holds.',
  why: 'MetalLB assigns only addresses of its pools; the Service stays pending with `["…"] is not allowed in config` (metallb internal/allocator/allocator.go)',
  check: (_, plan) =>
    asked(plan)
      .filter((use) => use.pools?.length === 0)
      .map((use) => ({
        path: use.path,
        message: `${use.owner} asks for ${printUse(use)}, which no pool holds${alreadyUsed(use, plan)}`,
        hint: 'add the address to a pool (autoAssign: false keeps it for this service), or ask for one that a pool holds',
      })),
  examples: {
    passing: [{ 'ingress.address': '192.168.88.79' }],
    failing: [{ 'ingress.address': '192.168.88.62' }],
  },
};

function alreadyUsed(use: AddressUse, plan: AddressPlan): string {
  const holder = usesOf(plan, 'gateway', 'node', 'dhcp', 'reservation').find((other) =>
    overlaps(other.range, use.range),
  );
  return holder ? `; it belongs to ${holder.owner}` : '';
}
