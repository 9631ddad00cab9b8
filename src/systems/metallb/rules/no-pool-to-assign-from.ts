import type { Rule } from '../../../check/rule.ts';
import { examplePool, exampleService } from '../rule-examples.ts';
import { annotationPlace, askedText, balancersOf, poolsOf } from '../rule-objects.ts';

/** A Service asks for nothing, and no pool gives anything unasked: it stays pending. */
export const noPoolToAssignFrom: Rule = {
  id: 'no-pool-to-assign-from',
  severity: 'error',
  summary: 'A Service asks for no address, and every pool has autoAssign: false.',
  why: 'pools with autoAssign: false serve only Services that name them; the Service stays pending with `no available IPs` (metallb internal/allocator/allocator.go, Allocate)',
  check: (input) => {
    const pools = poolsOf(input);
    if (pools.length === 0 || pools.some(({ object }) => object.spec?.autoAssign !== false)) return [];
    return balancersOf(input)
      .filter(({ object }) => !askedText(object) && !annotationPlace(object, 'address-pool')?.text)
      .map(({ on }) => ({
        on,
        path: ['spec', 'type'],
        message: 'it asks for no address, and every pool has autoAssign: false',
        hint: 'name a pool with the annotation metallb.io/address-pool, or add a pool with autoAssign: true',
      }));
  },
  examples: {
    passing: [
      examplePool('gate', ['192.168.88.60/32'], { autoAssign: false }),
      exampleService('gate', { 'metallb.io/address-pool': 'gate' }),
    ],
    failing: [examplePool('gate', ['192.168.88.60/32'], { autoAssign: false }), exampleService('hello')],
  },
};
