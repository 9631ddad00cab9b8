import type { ClusterRule } from '../../../check/rule.ts';
import { unreadyTold } from '../explain/never-ready.ts';
import { exampleReady, exampleUnready } from '../explain/unready-examples.ts';

/** Values of another major of the chart, or misspelt ones. */
export const chartValuesRefused: ClusterRule = {
  id: 'chart-values-refused',
  needs: 'cluster',
  severity: 'error',
  summary: 'The schema of a chart refuses the values of a release.',
  why: 'values are checked against values.schema.json of the chart before anything is rendered (helm pkg/chart/common/util/jsonschema.go)',
  check: unreadyTold('chart-values-refused'),
  examples: {
    passing: [exampleReady, exampleUnready({ message: 'something else' })],
    failing: [
      exampleUnready(
        { kind: 'HelmRelease', message: 'values do not meet the specifications of the schema(s)' },
        {
          code: 'chart-values-refused',
          message: 'values do not meet the specifications of the schema(s)',
          hint: 'correct the values that the message names',
        },
      ),
    ],
  },
};
