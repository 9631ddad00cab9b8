import type { LabRule } from '../../../check/rule.ts';
import { poolOverlaps, withoutOther } from '../lab-pools.ts';

export const poolContainsNetworkAddress: LabRule = {
  id: 'pool-contains-network-address',
  needs: 'lab',
  severity: 'error',
  summary: 'A pool holds the first address of a node network.',
  why: 'MetalLB hands it out like any other (metallb internal/allocator/allocator.go), but it stands for the network (IPv4) or for any router (IPv6)',
  check: poolOverlaps('network-address', withoutOther),
  examples: {
    passing: [{ 'addresses.pools.2.addresses': ['192.168.88.2/31'] }],
    failing: [{ 'addresses.pools.2.addresses': ['192.168.88.0/32'] }],
  },
};
