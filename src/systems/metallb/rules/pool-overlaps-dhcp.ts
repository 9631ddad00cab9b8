import type { LabRule } from '../../../check/rule.ts';
import { answeredTwice, poolOverlaps, withoutOther } from '../lab-pools.ts';

export const poolOverlapsDhcp: LabRule = {
  id: 'pool-overlaps-dhcp',
  needs: 'lab',
  severity: 'error',
  summary: 'A pool overlaps a range the DHCP server hands out.',
  why: `the DHCP server does not know MetalLB and leases the same address to a machine: ${answeredTwice}`,
  check: poolOverlaps('dhcp', withoutOther),
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.90-192.168.88.99'] }],
    failing: [{ 'addresses.pools.2.addresses': ['192.168.88.90-192.168.88.110'] }],
  },
};
