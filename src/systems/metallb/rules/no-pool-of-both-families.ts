import { addressesTold } from '../../../check/address-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { examplePending } from '../rule-examples.ts';

/** A Service of two families, and pools of one each. */
export const noPoolOfBothFamilies: ClusterRule = {
  id: 'no-pool-of-both-families',
  needs: 'cluster',
  severity: 'error',
  summary: 'A Service requires an IPv4 and an IPv6 address, and no one pool has both.',
  why: 'both addresses of a Service come from one pool (metallb internal/allocator/allocator.go Allocate)',
  check: addressesTold('no-pool-of-both-families'),
  examples: {
    passing: [examplePending(undefined)],
    failing: [
      examplePending({
        code: 'no-pool-of-both-families',
        message: 'Failed to allocate IP for "edge/gate": no available IPs',
        hint: 'put the IPv4 and the IPv6 ranges into one IPAddressPool',
      }),
    ],
  },
};
