import type { LabRule } from '../../../check/rule.ts';
import { poolOverlaps, withoutOther } from '../lab-pools.ts';

export const poolContainsBroadcastAddress: LabRule = {
  id: 'pool-contains-broadcast-address',
  needs: 'lab',
  severity: 'error',
  summary: 'A pool holds the broadcast address of a node network.',
  why: 'MetalLB hands it out like any other (metallb internal/allocator/allocator.go), but it stands for all machines of the network: no client connects to it',
  check: poolOverlaps('broadcast-address', withoutOther),
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.240-192.168.88.254'] }],
    failing: [{ 'addresses.pools.2.addresses': ['192.168.88.240/28'] }],
  },
};
