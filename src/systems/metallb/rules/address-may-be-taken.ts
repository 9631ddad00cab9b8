import type { LabRule } from '../../../check/rule.ts';
import { contains } from '../../../core/address.ts';
import { printUse } from '../../../lab/address-plan.ts';
import { asked, autoRanges } from '../lab-addresses.ts';

export const addressMayBeTaken: LabRule = {
  id: 'address-may-be-taken',
  needs: 'lab',
  severity: 'warning',
  summary: 'An address that is asked for lies in a pool from which others are served unasked.',
  why: 'MetalLB keeps no address free for those who ask later: whoever comes first may get it (metallb internal/allocator/allocator.go, first free address in pool order)',
  check: (_, plan) => {
    const needy = plan.unasked[0];
    if (!needy) return [];
    const ranges = autoRanges(plan);
    return asked(plan)
      .filter((use) => ranges.some((range) => contains(range, use.range)))
      .map((use) => ({
        path: use.path,
        message: `${use.owner} asks for ${printUse(use)} of a pool from which ${needy.owner} gets any free address, perhaps this one`,
        hint: 'put the address in a pool of its own with autoAssign: false',
      }));
  },
  examples: {
    passing: [{ 'addresses.pools.0.autoAssign': true }],
    failing: [{ 'addresses.pools.0.autoAssign': true, 'apps.0.service': { type: 'LoadBalancer' } }],
  },
};
