import { exampleBroken } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';
import { routeWithoutTlsWhy as why } from '../gate/explanation.ts';

/** A route answers plain HTTP only, and its clients speak HTTPS. */
export const routeWithoutTls: ClusterRule = {
  id: 'route-without-tls',
  needs: 'cluster',
  severity: 'error',
  summary: 'A route without TLS is on an entry point whose clients speak HTTPS.',
  why,
  check: promisesTold('route-without-tls'),
  examples: {
    passing: [exampleBroken()],
    failing: [
      exampleBroken({
        code: 'route-without-tls',
        message: 'the route has no TLS, so it answers plain HTTP only, and clients of port 443 speak HTTPS',
        why,
        hint: 'give the route `tls: {}`, or the entry point http.tls.enabled: true in the Traefik values',
      }),
    ],
  },
};
