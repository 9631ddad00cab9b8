import { exampleBroken, exampleProblem } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { whyOf } from '../gate/problem-words.ts';

/** A Service that is not there, of something else than an IngressRoute or an Ingress, as a TraefikService. */
export const routeServiceMissing: ClusterRule = {
  id: 'route-service-missing',
  needs: 'cluster',
  severity: 'error',
  summary: 'Something that routes are made of leads to a Service that does not exist.',
  why: whyOf('route-service-missing'),
  check: promisesTold('route-service-missing'),
  examples: {
    passing: [exampleBroken()],
    failing: [
      exampleProblem({
        code: 'route-service-missing',
        object: 'TraefikService/apps/both',
        message: 'kubernetes service not found: apps/gone',
      }),
    ],
  },
};
