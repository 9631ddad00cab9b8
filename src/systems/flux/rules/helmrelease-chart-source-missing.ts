import type { ObjectsRule } from '../../../check/rule.ts';
import type { HelmReleaseSpec } from '../read-objects.ts';
import { exampleHelmRepository, exampleRelease } from '../rule-fixtures.ts';
import { releasesIn } from '../rule-objects.ts';

export const helmreleaseChartSourceMissing: ObjectsRule = {
  id: 'helmrelease-chart-source-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'A HelmRelease takes its chart from a source that does not exist.',
  why: 'HelmChart is not ready: failed to get source (source-controller internal/controller/helmchart_controller.go)',
  check: (input) =>
    releasesIn(input).flatMap((on) => {
      const { chart, chartRef } = on.object.spec as HelmReleaseSpec;
      const reference = chart?.spec?.sourceRef ?? chartRef;
      if (!reference) return [];
      const namespace = reference.namespace ?? on.object.metadata.namespace;
      if (input.find(reference.kind, reference.name, namespace)) return [];
      const path = chart ? ['spec', 'chart', 'spec', 'sourceRef', 'name'] : ['spec', 'chartRef', 'name'];
      const message = `takes its chart from ${reference.kind} ${namespace}/${reference.name}, which is not in the repository`;
      const hint = reference.namespace ? undefined : 'without a namespace, the one of the HelmRelease counts';
      return [{ on, path, message, hint: hint ?? 'add the source, or correct name and namespace' }];
    }),
  examples: {
    passing: [exampleHelmRepository(), exampleRelease('app')],
    failing: [exampleHelmRepository('others'), exampleRelease('app')],
  },
};
