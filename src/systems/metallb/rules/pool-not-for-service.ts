import { addressesTold } from '../../../check/address-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { examplePending } from '../rule-examples.ts';

/** The pool that a Service asks for leaves it out. */
export const poolNotForService: ClusterRule = {
  id: 'pool-not-for-service',
  needs: 'cluster',
  severity: 'error',
  summary: 'The pool that a Service asks for is not for its namespace, or not for its labels.',
  why: 'a pool with serviceAllocation serves only the Services that match it (metallb internal/allocator/allocator.go isPoolCompatibleWithService)',
  check: addressesTold('pool-not-for-service'),
  examples: {
    passing: [examplePending(undefined)],
    failing: [
      examplePending({
        code: 'pool-not-for-service',
        message: 'Failed to allocate IP for "edge/gate": pool gate not compatible for ip assignment',
        hint: 'spec.serviceAllocation of IPAddressPool gate leaves the Service out',
      }),
    ],
  },
};
