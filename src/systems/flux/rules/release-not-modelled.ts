import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** A chart that nothing is known of. */
export const releaseNotModelled: ClusterRule = {
  id: 'release-not-modelled',
  needs: 'cluster',
  severity: 'unknown',
  summary: 'What a release installs is not known: there is no model of its chart or version.',
  why: 'objects come from the templates of a chart (helm docs topics/charts.md), and those are not read',
  check: unreadyTold('release-not-modelled'),
  examples: {
    passing: [exampleReady],
    failing: [exampleUnready({ kind: 'HelmRelease', reason: 'NotModelled', message: 'chart grafana is not modelled' })],
  },
};
