import type { LabRule } from '../../../check/rule.ts';
import { versionNotKnown } from '../../version-check.ts';
import { comparedVersions, isCovered } from '../chart-versions.ts';
import type { MetricsServerLab } from '../lab.ts';

/** A version of the metrics-server chart of which nothing is known. */
export const metricsServerVersionNotKnown: LabRule<MetricsServerLab> = versionNotKnown({
  field: 'metricsServer',
  what: 'the metrics-server chart',
  versions: comparedVersions,
  covered: '3.13.0 and 3.13.1',
  supports: isCovered,
  examples: {
    passing: [{ 'versions.metricsServer': '3.13.0' }],
    failing: [{ 'versions.metricsServer': '3.99.0' }],
  },
});
