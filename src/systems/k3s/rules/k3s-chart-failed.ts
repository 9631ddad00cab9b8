import type { ClusterRule } from '../../../check/rule.ts';
import { listServed } from '../../../controlplane/kit/served.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { type HelmChart, helmChartKind } from '../helm/helm-chart.ts';

const chart = (conditions: readonly object[]): UnknownObject => ({
  ...helmChartKind,
  metadata: { name: 'web', namespace: 'kube-system' },
  spec: { chart: 'web', repo: 'https://charts.example.org' },
  status: { conditions },
});

/** helm refuses a chart that k3s is to install, or the cluster what the chart makes. */
export const k3sChartFailed: ClusterRule = {
  id: 'k3s-chart-failed',
  needs: 'cluster',
  severity: 'error',
  summary: 'A HelmChart of k3s is never installed: its Job fails again and again.',
  why: 'the Job of the chart is tried anew until it succeeds (k3s-io/helm-controller pkg/controllers/chart/chart.go)',
  check: async ({ cluster }) =>
    (await listServed<HelmChart>(cluster as never, helmChartKind)).flatMap(({ metadata, status }) =>
      (status?.conditions ?? [])
        .filter(({ type, status: is, reason }) => (type === 'Failed' && is === 'True') || reason === 'JobWaiting')
        .map(({ message = '' }) => ({
          object: `HelmChart/${metadata.namespace}/${metadata.name}`,
          path: ['spec'],
          message: `the chart is not installed: ${message}`,
          hint: 'mend the values of the HelmChart, or those of its HelmChartConfig',
        })),
    ),
  examples: {
    passing: [{ objects: [chart([{ type: 'Failed', status: 'False' }])] }],
    failing: [
      {
        objects: [chart([{ type: 'Failed', status: 'True', message: 'Job has reached configured number of retries' }])],
      },
    ],
  },
};
