import { exampleBroken, exampleUnknown } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';

/** Stand-ins have no pod network, so what a policy closes is not known. */
export const closedByNetworkPolicy: ClusterRule = {
  id: 'closed-by-network-policy',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'A network policy leaves no way to the gate, or from the gate to an app.',
  why: 'a network that enforces policies drops what none of them lets in; which networks do is not written down (kubernetes docs concepts/services-networking/network-policies.md)',
  check: promisesTold('closed-by-network-policy'),
  examples: {
    passing: [exampleBroken()],
    failing: [
      exampleUnknown('NetworkPolicy/apps/deny lets pods of namespace traefik not in', 'closed-by-network-policy'),
    ],
  },
};
