import { exampleBroken, exampleUnknown } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';

/** Said, so that nobody takes silence for a proof. */
export const routeNotVerified: ClusterRule = {
  id: 'route-not-verified',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'No request could be made for a route.',
  why: 'only what was asked for is proven, and nothing asks at an address that nobody announces (kubernetes docs concepts/services-networking/service.md)',
  check: promisesTold('route-not-verified'),
  examples: { passing: [exampleBroken()], failing: [exampleUnknown('no address leads to entry point web')] },
};
