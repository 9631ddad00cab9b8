import type { ComposedObject } from '../../compose/composed-object.ts';
import type { RegistryChart, Roles } from '../../compose/roles.ts';
import { compareText } from '../../core/finding.ts';
import type { AppsLab, LabApp } from './lab.ts';

type Chart = NonNullable<LabApp['chart']>;

/** What a registry has of a chart; undefined where it is in a repository. */
const registryOf = ({ repository, name, version }: Chart): RegistryChart | undefined =>
  repository.startsWith('oci://')
    ? { url: `${repository.replace(/\/+$/, '')}/${name}`, tag: version, isAlone: true }
    : undefined;

/** Whether two charts come of one source: of a registry each version of each chart has its own. */
const isSame = (a: Chart, b: Chart): boolean =>
  a.repository === b.repository && (!registryOf(a) || (a.name === b.name && a.version === b.version));

/** The source of a chart is named for the first app that has it. */
const sourceName = ({ apps }: Pick<AppsLab, 'apps'>, asked: Chart): string =>
  `app-${apps.find(({ chart }) => chart && isSame(chart, asked))!.name}`;

/** The sources of the apps' charts, each once. */
export const chartSources = (lab: AppsLab, { delivery }: Roles): readonly ComposedObject[] =>
  lab.apps
    .flatMap(({ name, chart }) => (chart && sourceName(lab, chart) === `app-${name}` ? [{ name, chart }] : []))
    .sort((a, b) => compareText(a.chart.repository, b.chart.repository))
    .map(({ name, chart }) => delivery.chartSource(`app-${name}`, chart.repository, registryOf(chart)));

/** The release of an app that is a chart. */
export function chartRelease(lab: AppsLab, app: LabApp, namespace: string, { delivery }: Roles): ComposedObject {
  const chart = app.chart!;
  const { name, version, values } = chart;
  const registry = registryOf(chart);
  return delivery.release({
    ...{ name: app.name, namespace, chart: name, version, values },
    ...{ repository: sourceName(lab, chart), ...(registry && { registry }) },
  });
}
