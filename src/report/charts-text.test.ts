import { describe, expect, test } from 'vitest';
import type { ChartRow } from '../app/up-report.ts';
import { printChartSummary } from './charts-text.ts';

const row = (more: Partial<ChartRow>): ChartRow => ({
  release: 'apps/web',
  chart: 'web',
  version: '1.0.0',
  by: 'helm',
  notes: [],
  ...more,
});
const exact: Partial<ChartRow> = { by: 'outline', fit: 'exact', outlineOf: '1.0.0' };

describe('the line on charts', () => {
  test.each([
    ['is missing where every release is made by an exact outline', [exact], ''],
    ['counts one release', [{}], 'charts of 1 release: 1 rendered by helm'],
    ['tells how each was made', [{}, exact], 'charts of 2 releases: 1 rendered by helm, 1 by an exact outline'],
    ['counts what nobody renders', [{ by: 'nothing' as const }], 'charts of 1 release: 1 not known'],
    [
      'never says that a release was rendered when its values are refused',
      [{ refused: true as const }, { ...exact, refused: true as const }],
      'charts of 2 releases: 2 refused, `gatehouse up` tells why',
    ],
  ])('%s', (_, rows, said) => {
    const line = printChartSummary(rows.map(row), 200).join('\n');
    expect(line.replace(' (`gatehouse charts` lists them)', '')).toBe(said);
  });
});
