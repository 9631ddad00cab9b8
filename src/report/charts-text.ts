import type { ChartsReport, ListedChart } from '../app/list-charts.ts';
import type { ChartRow } from '../app/up-report.ts';
import type { Style } from './style.ts';
import { printTable, wrap } from './table.ts';

/** A table of the releases and of what each was rendered with; nothing without releases. */
export function printCharts(rows: readonly ChartRow[], width: number, style: Style): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => [row.release, `${row.chart} ${row.version}`.trim(), renderedBy(row)]);
  return printTable(['RELEASE', 'CHART', 'RENDERED BY'], cells, width, style);
}

/** What rendered a release, in words. */
function renderedBy({ by, fit, outlineOf, from, notes }: ChartRow): string {
  const noted = notes.length === 0 ? '' : `; ${notes.join('; ')}`;
  if (by === 'nothing') return 'not known';
  if (by === 'helm') return `helm, from ${from}${noted}`;
  return fit === 'exact' ? `its outline${noted}` : `an outline of ${outlineOf}${noted}`;
}

/** A table of the charts that releases ask for, and what is missing to render them. */
export function printChartList(
  { name, charts, helm, helmMissing }: ChartsReport,
  width: number,
  style: Style,
): string[] {
  const cells = charts.map((chart) => [
    chart.chart,
    chart.wanted || chart.version || 'any',
    String(chart.releases.length),
    chart.problem ?? atHand(chart),
    chart.source,
  ]);
  const table =
    cells.length === 0 ? [] : printTable(['CHART', 'VERSION', 'RELEASES', 'AT HAND', 'FROM'], cells, width, style);
  const missing = charts.filter(({ by }) => by === 'nothing').length;
  const count = `${charts.length} ${charts.length === 1 ? 'chart' : 'charts'}, ${missing} not at hand`;
  return [...table, ...wrap(`${name}: ${count}; ${helm ? `helm ${helm} renders` : (helmMissing ?? '')}`, width)];
}

function atHand({ by, fit, outlineOf, from }: ListedChart): string {
  if (by === 'nothing') return 'nowhere';
  if (by === 'helm') return from ?? '';
  return fit === 'exact' ? 'outline, exact' : `outline of ${outlineOf}`;
}

/** One line on charts where not all of them are made by an exact outline. */
export function printChartSummary(rows: readonly ChartRow[], width: number): string[] {
  if (rows.every(({ fit, refused }) => fit === 'exact' && !refused)) return [];
  const count = (wanted: (row: ChartRow) => boolean, what: string) => {
    const number = rows.filter(wanted).length;
    return number === 0 ? [] : [`${number} ${what}`];
  };
  const parts = [
    ...count(({ by, refused }) => by === 'helm' && !refused, 'rendered by helm'),
    ...count(({ fit, refused }) => fit === 'exact' && !refused, 'by an exact outline'),
    ...count(
      ({ by, fit, refused }) => by === 'outline' && fit !== 'exact' && !refused,
      'by an outline of another version',
    ),
    ...count(({ refused }) => refused === true, 'refused, `gatehouse up` tells why'),
    ...count(({ by }) => by === 'nothing', 'not known'),
  ];
  return wrap(
    `charts of ${rows.length} ${rows.length === 1 ? 'release' : 'releases'}: ${parts.join(', ')} (\`gatehouse charts\` lists them)`,
    width,
  );
}
