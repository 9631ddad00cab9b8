import type { LabRule } from '../../../check/rule.ts';
import { poolOverlaps, withoutOther } from '../lab-pools.ts';

export const poolOverlapsGateway: LabRule = {
  id: 'pool-overlaps-gateway',
  needs: 'lab',
  severity: 'error',
  summary: 'A pool holds the address of the gateway.',
  why: 'the node that announces it takes the way out of the whole network',
  check: poolOverlaps('gateway', withoutOther),
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.2/32'] }],
    failing: [{ 'addresses.pools.2.addresses': ['192.168.88.1/32'] }],
  },
};
