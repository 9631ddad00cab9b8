import { addressesTold } from '../../../check/address-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { examplePending } from '../rule-examples.ts';

/** MetalLB runs without a pool. */
export const noAddressPool: ClusterRule = {
  id: 'no-address-pool',
  needs: 'cluster',
  severity: 'error',
  summary: 'A Service waits for an address, and MetalLB has no pool.',
  why: 'without pools the controller says nothing (metallb controller/main.go SetBalancer)',
  check: addressesTold('no-address-pool'),
  examples: {
    passing: [examplePending(undefined)],
    failing: [
      examplePending({
        code: 'no-address-pool',
        message: 'MetalLB has no IPAddressPool, so it gives no address and says nothing',
        hint: 'add an IPAddressPool and an L2Advertisement',
      }),
    ],
  },
};
