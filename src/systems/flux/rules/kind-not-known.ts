import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** A kind that nothing here brings. */
export const kindNotKnown: ClusterRule = {
  id: 'kind-not-known',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'Nothing that is known here brings a kind: a chart without a model may, or who set up the cluster.',
  why: 'the API server takes only kinds it serves (kubernetes docs concepts/extend-kubernetes/api-extension/custom-resources.md)',
  check: unreadyTold('kind-not-known'),
  examples: {
    passing: [exampleReady],
    failing: [exampleUnready({ message: 'no matches for kind "Widget" in version "example.org/v1"' })],
  },
};
