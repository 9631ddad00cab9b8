import type { LabRule } from '../../../check/rule.ts';
import { overlaps } from '../../../core/address.ts';
import { type AddressUse, printUse, usesOf } from '../../../lab/address-plan.ts';
import { withoutOther } from '../lab-pools.ts';

export const poolOverlapsPool: LabRule = {
  id: 'pool-overlaps-pool',
  needs: 'lab',
  severity: 'error',
  summary: 'Two ranges of pools overlap, or two ranges of one pool.',
  why: 'MetalLB refuses the whole configuration: `CIDR … in pool … overlaps with already defined CIDR …` (metallb internal/config/config.go)',
  check: (_, plan) => {
    const pools = usesOf(plan, 'pool');
    return pools.flatMap((earlier, i) =>
      pools
        .slice(i + 1)
        .filter((other) => overlaps(earlier.range, other.range))
        .map((other) => inLabOrder(earlier, other))
        .map(([first, second]) => ({
          path: second.path,
          message: `${second.owner} (${printUse(second)}) overlaps ${first.owner === second.owner ? 'its own range' : first.owner} ${first.owner === second.owner ? printUse(first) : `(${printUse(first)})`}`,
          hint: withoutOther(second, first),
        })),
    );
  },
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.62', '192.168.88.70'] }],
    failing: [{ 'addresses.pools.2.addresses': ['192.168.88.60', '192.168.88.70'] }],
  },
};

/** The later one in the lab file is to blame, as MetalLB blames it. */
function inLabOrder(a: AddressUse, b: AddressUse): [AddressUse, AddressUse] {
  const [, , poolA, , rangeA] = a.path as (string | number)[];
  const [, , poolB, , rangeB] = b.path as (string | number)[];
  const later = Number(poolA) - Number(poolB) || Number(rangeA) - Number(rangeB);
  return later > 0 ? [b, a] : [a, b];
}
