import type { ClusterRule, ObjectsRule, RuleFile } from '../../../check/rule.ts';
import { listServed } from '../../../controlplane/kit/served.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { type HelmChart, helmChartKind } from '../helm/helm-chart.ts';

const ofK3s = (kind: string): UnknownObject => ({
  apiVersion: 'helm.cattle.io/v1',
  kind,
  metadata: { name: 'traefik', namespace: 'kube-system' },
  spec: { valuesContent: 'a: b' },
});

const facts = {
  id: 'k3s-chart-not-modelled',
  severity: 'unknown',
  why: 'k3s runs a job that installs the chart (k3s-io/helm-controller pkg/controllers/chart/chart.go)',
} as const;

const ofObjects: ObjectsRule = {
  ...facts,
  needs: 'objects',
  summary: 'A HelmChart is installed by k3s itself: the files alone do not tell what comes of it.',
  check: ({ ofKind }) =>
    ofKind('HelmChart', 'helm.cattle.io').map((on) => ({
      on,
      path: ['spec'],
      message: 'what the chart installs is not known from the files: k3s installs it itself',
      knownBy: '`gatehouse up`, where the chart is known or at hand',
    })),
  examples: {
    passing: [ofK3s('HelmChartConfig')],
    failing: [ofK3s('HelmChart')],
  },
};

const chartWith = (reason: string): UnknownObject => ({
  ...ofK3s('HelmChart'),
  status: { conditions: [{ type: 'JobCreated', status: 'True', reason, message: 'traefik 1.2.3 is not at hand' }] },
});

const ofCluster: ClusterRule = {
  ...facts,
  needs: 'cluster',
  settles: true,
  summary: 'A HelmChart is installed by k3s itself, of a chart that is not at hand.',
  check: async ({ cluster }) =>
    (await listServed<HelmChart>(cluster as never, helmChartKind)).flatMap(({ metadata, status }) =>
      (status?.conditions ?? [])
        .filter(({ reason }) => reason === 'NotModelled')
        .map(({ message = '' }) => ({
          object: `HelmChart/${metadata.namespace}/${metadata.name}`,
          path: ['spec', 'chart'],
          message: `k3s installs the chart itself, and ${message}`,
          knownBy: 'the chart, in helm’s cache or by `gatehouse charts pull`',
        })),
    ),
  examples: {
    passing: [{ objects: [chartWith('Job created')] }],
    failing: [{ objects: [chartWith('NotModelled')] }],
  },
};

/** A chart that k3s installs: what comes of it is not known. */
export const k3sChartNotModelled: RuleFile = [ofObjects, ofCluster];
