import type { ObjectsRule } from '../../../check/rule.ts';
import { printAddress } from '../../../core/address.ts';
import { examplePool, exampleService } from '../rule-examples.ts';
import { askedAddresses, askedText, balancersOf, holds, poolsOf } from '../rule-objects.ts';

/** A Service asks for an address that no pool holds: it stays pending. */
export const requestedAddressInNoPool: ObjectsRule = {
  id: 'requested-address-in-no-pool',
  needs: 'objects',
  severity: 'error',
  summary: 'A Service asks for an address that no pool holds.',
  why: 'the Service stays pending with `["…"] is not allowed in config` (metallb internal/allocator/allocator.go, Assign)',
  check: (input) => {
    const pools = poolsOf(input);
    // Without any pool in the repository they are kept elsewhere, and nothing is known of them.
    if (pools.length === 0) return [];
    return balancersOf(input).flatMap(({ object, on }) =>
      askedAddresses(object)
        .filter((address) => !pools.some((pool) => holds(pool.object, address)))
        .map((address) => ({
          on,
          path: askedText(object)?.path,
          message: `no pool holds ${printAddress(address)}`,
          hint: 'add the address to a pool, or ask for one that a pool holds',
        })),
    );
  },
  examples: {
    passing: [
      examplePool('gate', ['192.168.88.60/32'], { autoAssign: false }),
      exampleService('gate', { 'metallb.io/loadBalancerIPs': '192.168.88.60' }),
      exampleService('other', {}, { loadBalancerIP: '10.0.0.1', loadBalancerClass: 'example.org/other' }),
    ],
    failing: [
      examplePool('gate', ['192.168.88.60/32'], { autoAssign: false }),
      exampleService('gate', { 'metallb.io/loadBalancerIPs': '192.168.88.62' }),
    ],
  },
};
