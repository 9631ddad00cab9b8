import { exampleBroken } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { routeOutrankedWhy as why } from '../gate/explanation.ts';

/** Another route wins the requests of a route. */
export const routeOutranked: ClusterRule = {
  id: 'route-outranked',
  needs: 'cluster',
  severity: 'error',
  summary: 'A request that a route promises to answer goes to another route with a greater priority.',
  why,
  check: promisesTold('route-outranked'),
  examples: {
    passing: [exampleBroken()],
    failing: [
      exampleBroken({
        code: 'route-outranked',
        message: 'the route of IngressRoute/apps/all takes it: its rule PathPrefix(`/`) has priority 100, this one 25',
        why,
        hint: 'give IngressRoute/apps/all a lower priority, e.g. 1, or this route a higher one',
      }),
    ],
  },
};
