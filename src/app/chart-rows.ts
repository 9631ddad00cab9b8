import { compareText, type Finding, notKnown } from '../core/finding.ts';
import { printRef } from '../kube/object.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import type { ChartRow } from './up-report.ts';

/** What each release was rendered with, in order of release. */
export const chartRows = (releases: readonly RenderedRelease[]): readonly ChartRow[] =>
  releases.map(rowOf).sort((a, b) => compareText(a.release, b.release));

function rowOf({ release, chart, rendering }: RenderedRelease): ChartRow {
  const { namespace = '', name } = release.object.metadata;
  const known = rendering !== undefined && rendering.notKnown === undefined;
  return {
    release: `${namespace}/${name}`,
    chart: chart.name,
    version: chart.version ?? '',
    by: known || chart.by === 'nothing' ? chart.by : 'nothing',
    ...(chart.by === 'outline' && { fit: chart.fit, outlineOf: chart.standIn }),
    ...(chart.by === 'helm' && { from: chart.archive.where }),
    ...(rendering?.error !== undefined && { refused: true }),
    notes: rendering?.notes ?? [],
  };
}

const whyOutlines =
  'what a release installs is what its chart makes of its values: Helm renders it, or an outline of the chart stands in';

/**
 * What the releases leave open: one finding for all charts that nobody renders, at the first release that asks for one, and one a chart for
 * what is told of it alone.
 */
export function chartFindings(releases: readonly RenderedRelease[]): readonly Finding[] {
  const missing = releases.filter(({ chart }) => chart.by === 'nothing');
  const groups = new Map<string, RenderedRelease[]>();
  for (const each of releases) {
    const said = saidOf(each);
    if (said !== undefined) groups.set(said, [...(groups.get(said) ?? []), each]);
  }
  return [...missingFinding(missing), ...[...groups].map(([message, group]) => findingOf(message, group))];
}

/** Charts named in one finding; the others are counted. */
const namedCharts = 6;

function missingFinding(missing: readonly RenderedRelease[]): readonly Finding[] {
  const [first] = missing;
  if (first?.chart.by !== 'nothing') return [];
  const names = new Map<string, number>();
  for (const { chart } of missing) {
    const name = `${chart.name} ${chart.version ?? ''}`.trim();
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  const common = { ...placeOf(first), code: 'chart-not-known', why: whyOutlines };
  const [, ...others] = names;
  if (others.length === 0) {
    const more = missing.length === 1 ? '' : `; ${missing.length} releases ask for it`;
    return [notKnown({ ...common, message: `${first.chart.reason}${more}`, knownBy: first.chart.knownBy })];
  }
  const told = [...names]
    .sort(([a, n], [b, m]) => m - n || compareText(a, b))
    .map(([name, count]) => (count === 1 ? name : `${name} (${count})`));
  const shown =
    told.length > namedCharts ? [...told.slice(0, namedCharts - 1), `${told.length - namedCharts + 1} more`] : told;
  const message = `what ${missing.length} releases of ${names.size} charts install is not known, they are taken for ready: ${shown.join(', ')}`;
  return [
    notKnown({
      ...common,
      message,
      knownBy: 'the charts, and helm on PATH to render them: `gatehouse charts` lists what is missing',
    }),
  ];
}

/** What is to be said of a release's chart alone. */
function saidOf({ chart, rendering, wanted }: RenderedRelease): string | undefined {
  if (chart.by === 'nothing') return undefined;
  if (rendering?.notKnown !== undefined) return rendering.notKnown;
  if (chart.by !== 'outline' || chart.fit !== 'nearest') return undefined;
  const asked = chart.version === chart.standIn ? `a version of ${wanted?.range ?? '*'}` : `version ${chart.version}`;
  const why = chart.instead === undefined ? 'is not at hand' : `cannot be read (${chart.instead})`;
  return `chart '${chart.name}' in ${asked} ${why}: the outline of ${chart.standIn}, the nearest known, stands in`;
}

function findingOf(message: string, group: readonly RenderedRelease[]): Finding {
  const [first] = group as [RenderedRelease, ...RenderedRelease[]];
  const more = group.length === 1 ? '' : `; ${group.length} releases ask for it`;
  const common = { ...placeOf(first), message: `${message}${more}`, why: whyOutlines };
  const { rendering } = first;
  if (rendering?.notKnown !== undefined)
    return notKnown({ ...common, code: 'chart-not-known', knownBy: rendering.knownBy ?? pullIt });
  return { ...common, code: 'chart-version-near', severity: 'info', hint: pullIt };
}

const placeOf = ({ release: { object, origin } }: RenderedRelease) => ({
  object: printRef(object),
  ...(origin && { file: origin.file, line: origin.line }),
});

const pullIt = '`gatehouse charts pull` brings the chart, and helm on PATH renders it';
