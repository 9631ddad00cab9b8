import { exampleBroken } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';

/** Said, so that nobody takes silence for a proof. */
export const routeInsideOnly: ClusterRule = {
  id: 'route-inside-only',
  needs: 'cluster',
  severity: 'info',
  summary: 'A route is on entry points that are for the inside of the cluster only, and was not asked for.',
  why: 'a port that no LoadBalancer Service has is reached by pods alone (kubernetes docs concepts/services-networking/service.md)',
  check: promisesTold('route-inside-only'),
  examples: {
    passing: [exampleBroken()],
    failing: [
      {
        objects: [],
        seen: () => ({
          inward: [{ object: 'IngressRoute/traefik/dashboard', reason: 'no address leads to entry point traefik' }],
        }),
      },
    ],
  },
};
