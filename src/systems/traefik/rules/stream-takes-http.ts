import { exampleBroken } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { streamTakesHttpWhy as why } from '../gate/explain-stream.ts';

/** A route of TCP takes what routes of HTTP on the same entry point were to get. */
export const streamTakesHttp: ClusterRule = {
  id: 'stream-takes-http',
  needs: 'cluster',
  severity: 'error',
  summary: 'A request that a route promises to answer goes to a route of TCP on the same entry point.',
  why,
  check: promisesTold('stream-takes-http'),
  examples: {
    passing: [exampleBroken()],
    failing: [
      exampleBroken({
        code: 'stream-takes-http',
        message: 'the route of IngressRouteTCP/apps/mqtt takes all that comes in there before any HTTP is read',
        why,
        hint: 'give the route of TCP an entry point of its own, or a HostSNI with TLS',
      }),
    ],
  },
};
