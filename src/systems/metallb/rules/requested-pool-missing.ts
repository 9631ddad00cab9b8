import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { examplePool, exampleService } from '../rule-examples.ts';
import { annotationPlace, balancersOf, poolsOf } from '../rule-objects.ts';

/** A Service names a pool that is not there: it stays pending. */
export const requestedPoolMissing: ObjectsRule = {
  id: 'requested-pool-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'A Service names an address pool that does not exist.',
  why: 'the Service stays pending with `unknown pool "…"`; no other pool is tried (metallb internal/allocator/allocator.go, AllocateFromPool)',
  check: (input) => {
    const names = poolsOf(input).map(({ object }) => object.metadata.name);
    // Without any pool in the repository they are kept elsewhere, and nothing is known of them.
    if (names.length === 0) return [];
    return balancersOf(input).flatMap(({ object, on }): Problem[] => {
      const asked = annotationPlace(object, 'address-pool');
      if (!asked?.text || names.includes(asked.text)) return [];
      const nearest = nearestName(asked.text, names);
      const hint = nearest ? `did you mean ${nearest}?` : `pools there are: ${[...new Set(names)].join(', ')}`;
      return [{ on, path: asked.path, message: `there is no pool ${asked.text}`, hint }];
    });
  },
  examples: {
    passing: [examplePool('gate', ['192.168.88.60/32']), exampleService('gate', { 'metallb.io/address-pool': 'gate' })],
    failing: [
      examplePool('gate', ['192.168.88.60/32']),
      exampleService('gate', { 'metallb.io/address-pool': 'gates' }),
    ],
  },
};
