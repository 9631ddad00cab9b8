import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** A release that Flux has given up. */
export const releaseGivenUp: ClusterRule = {
  id: 'release-given-up',
  needs: 'cluster',
  severity: 'error',
  summary: 'A release failed for the last time and is not tried again.',
  why: 'without retries a failed install is final (helm-controller internal/reconcile/atomic_release.go, reason RetriesExceeded)',
  check: unreadyTold('release-given-up'),
  examples: {
    passing: [exampleReady, exampleUnready({ message: 'something else' })],
    failing: [
      exampleUnready(
        { kind: 'HelmRelease', message: 'Helm install failed: timed out' },
        {
          code: 'release-given-up',
          message: 'Helm install failed: timed out',
          hint: 'mend what the message names, and set install.remediation.retries',
        },
      ),
    ],
  },
};
