import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** A ConfigMap of valuesFrom that is missing, or called otherwise. */
export const valuesSourceNotThere: ClusterRule = {
  id: 'values-source-not-there',
  needs: 'cluster',
  severity: 'error',
  summary: 'A release takes values from a ConfigMap that is not there.',
  why: 'a reference to values that does not resolve stops the release (fluxcd/pkg chartutil/values.go)',
  check: unreadyTold('values-source-not-there'),
  examples: {
    passing: [exampleReady, exampleUnready({ message: 'something else' })],
    failing: [
      exampleUnready(
        { kind: 'HelmRelease', message: 'values from a ConfigMap that is not there' },
        {
          code: 'values-source-not-there',
          message: 'values from a ConfigMap that is not there',
          hint: 'add ConfigMap web/site, or say optional: true',
        },
      ),
    ],
  },
};
