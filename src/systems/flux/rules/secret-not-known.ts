import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** The Secret is made by hand, or by another program. */
export const secretNotKnown: ClusterRule = {
  id: 'secret-not-known',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'A release takes values from a Secret that stands in no file.',
  why: 'values of Secrets are merged over those of the release (fluxcd/pkg chartutil/values.go)',
  check: unreadyTold('secret-not-known'),
  examples: {
    passing: [exampleReady],
    failing: [
      exampleUnready({
        kind: 'HelmRelease',
        message: "could not resolve Secret chart values reference 'web/site' with key 'values.yaml': secrets not found",
      }),
    ],
  },
};
