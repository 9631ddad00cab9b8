import type { ChartPuller, WantedChart } from '../charts/contract.ts';
import { findHelm } from '../charts/find-helm.ts';
import { messageOf } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import { createRegistryClient } from '../registry/client.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import { chartRows } from './chart-rows.ts';
import { loadSubjects, type SubjectOptions } from './load-subject.ts';
import { chartPuller } from './pulled-charts.ts';
import { type ChartRow, schemaVersion } from './up-report.ts';

/** A chart that releases ask for, and whether it is at hand. */
export interface ListedChart extends Pick<ChartRow, 'chart' | 'version' | 'by' | 'fit' | 'outlineOf' | 'from'> {
  /** URL of the repository, or a path in this one; empty when it cannot be followed. */
  readonly source: string;
  /** Version or range as it was written. */
  readonly wanted: string;
  /** `namespace/name` of the HelmReleases. */
  readonly releases: readonly string[];
  /** Why it could not be brought. */
  readonly problem?: string;
}

/** The charts of a lab or repository: the JSON output of `gatehouse charts`. */
export interface ChartsReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly name: string;
  /** Version of the helm that renders; empty when there is none. */
  readonly helm: string;
  /** Why there is none. */
  readonly helmMissing?: string;
  readonly charts: readonly ListedChart[];
}

/** Lists the charts that the releases of a path ask for. */
export async function listCharts(path: string, options: SubjectOptions = {}): Promise<ChartsReport> {
  const { name, releases } = await loadReleases(path, options);
  const helm = await findHelm();
  const found = 'missing' in helm ? { helm: '', helmMissing: helm.missing } : { helm: helm.version };
  return { schemaVersion, name, ...found, charts: groupByChart(releases).map(({ listed }) => listed) };
}

/** The releases of all clusters that are asked about. */
async function loadReleases(path: string, options: SubjectOptions) {
  const subjects = await loadSubjects(path, options);
  return { name: subjects[0]!.name, releases: subjects.flatMap(({ releases }) => releases) };
}

/** Brings the charts that are neither at hand nor outlined in their very version, and lists what is there then. */
export async function pullCharts(
  path: string,
  options: SubjectOptions & { readonly puller?: ChartPuller } = {},
): Promise<ChartsReport> {
  const client = options.puller ? undefined : createRegistryClient();
  try {
    return await pullWith(path, options, options.puller ?? chartPuller(client!));
  } finally {
    client?.close();
  }
}

async function pullWith(path: string, options: SubjectOptions, puller: ChartPuller): Promise<ChartsReport> {
  const { releases } = await loadReleases(path, options);
  const problems = new Map<string, string>();
  for (const { key, wanted, listed } of groupByChart(releases)) {
    if (wanted?.source.type !== 'repository' || listed.fit === 'exact' || listed.by === 'helm') continue;
    try {
      await puller.pull(wanted);
    } catch (thrown) {
      problems.set(key, messageOf(thrown));
    }
  }
  const report = await listCharts(path, options);
  const withProblem = (chart: ListedChart): ListedChart => {
    const problem = problems.get(keyOf(chart));
    return problem === undefined ? chart : { ...chart, problem };
  };
  return { ...report, charts: report.charts.map(withProblem) };
}

interface Group {
  readonly key: string;
  readonly wanted: WantedChart | undefined;
  readonly listed: ListedChart;
}

const keyOf = ({ source, chart, wanted }: Pick<ListedChart, 'source' | 'chart' | 'wanted'>): string =>
  `${chart} ${source} ${wanted}`;

function groupByChart(releases: readonly RenderedRelease[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const each of releases) {
    const group = groupOf(each);
    const known = groups.get(group.key);
    const names = [...(known?.listed.releases ?? []), ...group.listed.releases].sort(compareText);
    groups.set(group.key, { ...group, listed: { ...group.listed, releases: names } });
  }
  return [...groups.values()].sort((a, b) => compareText(a.key, b.key));
}

function groupOf(each: RenderedRelease): Group {
  const [row] = chartRows([each]) as [ChartRow];
  const { chart, version, by, fit, outlineOf, from, release } = row;
  const { wanted } = each;
  const place = wanted?.source.type === 'repository' ? wanted.source.url : (wanted?.source.path ?? '');
  const said = { chart: wanted?.name ?? chart, version, by, source: place, wanted: wanted?.range ?? '' };
  const listed: ListedChart = {
    ...said,
    ...(fit && { fit }),
    ...(outlineOf && { outlineOf }),
    ...(from && { from }),
    releases: [release],
  };
  return { key: keyOf(listed), wanted, listed };
}
