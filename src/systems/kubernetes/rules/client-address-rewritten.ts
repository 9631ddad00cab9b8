import { exampleBroken, exampleUnknown } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';

/** The gate would answer the addresses that it may be shown in different ways. */
export const clientAddressRewritten: ClusterRule = {
  id: 'client-address-rewritten',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'What a request is answered depends on how the pod network rewrites the address of its client.',
  why: 'with externalTrafficPolicy Cluster the proxy may be shown the address of a node (kubernetes docs tutorials/services/source-ip.md)',
  check: promisesTold('client-address-rewritten'),
  examples: {
    passing: [exampleBroken()],
    failing: [exampleUnknown('it is answered 403 as 10.42.0.1 (from another node)', 'client-address-rewritten')],
  },
};
