import type { ComposedObject } from '../../compose/composed-object.ts';
import type { Roles } from '../../compose/roles.ts';
import { compareText } from '../../core/finding.ts';
import type { AppsLab, LabApp } from './lab.ts';

/** Name of the source of a chart: that of the first app, by name, that has it. */
const sourceName = (lab: Pick<AppsLab, 'apps'>, url: string): string =>
  `app-${lab.apps.find(({ chart }) => chart?.repository === url)!.name}`;

/** The Helm repositories of the apps' charts, each once. */
export function chartSources(lab: AppsLab, { delivery }: Roles): readonly ComposedObject[] {
  const urls = [...new Set(lab.apps.flatMap(({ chart }) => chart?.repository ?? []))].sort(compareText);
  return urls.map((url) => delivery.chartSource(sourceName(lab, url), url));
}

/** The release of an app that is a chart. */
export function chartRelease(lab: AppsLab, app: LabApp, namespace: string, { delivery }: Roles): ComposedObject {
  const { name, version, values, repository } = app.chart!;
  return delivery.release({
    ...{ name: app.name, namespace, chart: name, version, values },
    repository: sourceName(lab, repository),
  });
}
