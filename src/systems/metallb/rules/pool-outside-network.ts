import type { LabRule } from '../../../check/rule.ts';
import { contains, overlaps } from '../../../core/address.ts';
import { type AddressPlan, type AddressUse, printUse, usesOf } from '../../../lab/address-plan.ts';

export const poolOutsideNetwork: LabRule = {
  id: 'pool-outside-network',
  needs: 'lab',
  severity: 'error',
  summary: 'A pool lies outside every node network.',
  why: 'in layer-2 mode a node answers ARP or NDP for the address on its own wire; nobody asks there for an address of another network, and MetalLB does not complain (metallb internal/config/config.go)',
  check: (_, plan) =>
    usesOf(plan, 'pool')
      .filter((pool) => !plan.networks.some((network) => contains(network.range, pool.range)))
      .map((pool) => ({
        path: pool.path,
        message: `${pool.owner} (${printUse(pool)}) ${partlyInside(pool, plan) ? 'reaches out of' : 'lies outside'} the node network ${plan.networks.map(({ text }) => text).join(', ')}`,
        hint: `choose addresses in ${networkFor(pool, plan)}`,
      })),
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.201-192.168.88.254'] }],
    failing: [{ 'addresses.pools.2.addresses': ['10.0.0.1-10.0.0.9'] }],
  },
};

const partlyInside = (pool: AddressUse, plan: AddressPlan) =>
  plan.networks.some((network) => overlaps(network.range, pool.range));

function networkFor(pool: AddressUse, plan: AddressPlan): string {
  const same = plan.networks.filter((network) => network.range.family === pool.range.family);
  if (same.length === 0) return `the node network, or add the nodes' IPv${pool.range.family} network to network.cidr`;
  return same.map((network) => network.text).join(' or ');
}
