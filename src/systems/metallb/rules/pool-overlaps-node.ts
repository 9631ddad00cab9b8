import type { LabRule } from '../../../check/rule.ts';
import { poolOverlaps, withoutOther } from '../lab-pools.ts';

export const poolOverlapsNode: LabRule = {
  id: 'pool-overlaps-node',
  needs: 'lab',
  severity: 'error',
  summary: 'A pool holds the address of a node.',
  why: 'MetalLB hands out an address of a node like any other (it checked only in v0.15.0), and the node is then cut off (metallb internal/config/config.go)',
  check: poolOverlaps('node', withoutOther),
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.10'] }],
    failing: [{ 'addresses.pools.2.addresses': ['192.168.88.10-192.168.88.11'] }],
  },
};
