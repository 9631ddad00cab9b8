import type { ObjectsRule } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';

const ofK3s = (kind: string): UnknownObject => ({
  apiVersion: 'helm.cattle.io/v1',
  kind,
  metadata: { name: 'traefik', namespace: 'kube-system' },
  spec: { valuesContent: 'a: b' },
});

/** A chart that k3s installs: what comes of it is not known. */
export const k3sChartNotModelled: ObjectsRule = {
  id: 'k3s-chart-not-modelled',
  needs: 'objects',
  severity: 'unknown',
  summary: 'A HelmChart is installed by k3s itself, which is not played.',
  why: 'k3s runs a job that installs the chart (k3s-io/helm-controller pkg/controllers/chart/chart.go)',
  check: ({ ofKind }) =>
    ofKind('HelmChart', 'helm.cattle.io').map((on) => ({
      on,
      path: ['spec'],
      message: 'what the chart installs is not known: k3s installs it itself',
      knownBy: 'a HelmRelease of Flux with a chart and version that Gatehouse knows',
    })),
  examples: {
    passing: [ofK3s('HelmChartConfig')],
    failing: [ofK3s('HelmChart')],
  },
};
