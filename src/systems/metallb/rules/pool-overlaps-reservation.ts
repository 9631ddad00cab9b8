import type { LabRule } from '../../../check/rule.ts';
import { answeredTwice, poolOverlaps, withoutOther } from '../lab-pools.ts';

export const poolOverlapsReservation: LabRule = {
  id: 'pool-overlaps-reservation',
  needs: 'lab',
  severity: 'error',
  summary: 'A pool overlaps addresses kept for other machines.',
  why: answeredTwice,
  check: poolOverlaps('reservation', withoutOther),
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.6-192.168.88.9'] }],
    failing: [{ 'addresses.pools.2.addresses': ['192.168.88.4-192.168.88.6'] }],
  },
};
