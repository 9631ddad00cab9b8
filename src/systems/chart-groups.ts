import type { ChartOutline } from '../charts/contract.ts';
import { isJsonObject } from '../kube/json.ts';
import { groupOf, type UnknownObject } from '../kube/object.ts';
import { systems } from './index.ts';
import type { System } from './system.ts';

/** Groups of the kinds that the charts among some objects are to bring, as far as there are models of them, and which chart does. */
export async function chartsByGroup(objects: readonly UnknownObject[]): Promise<ReadonlyMap<string, string>> {
  const asked = chartNames(objects);
  const models = systems.flatMap((system: System) => system.charts ?? []).filter(({ chart }) => asked.has(chart));
  const groups = await Promise.all(models.map(async (model) => ({ model, own: await groupsOf(model) })));
  return new Map(groups.flatMap(({ model, own }) => own.map((group) => [group, model.chart] as const)));
}

/** Names of the charts that HelmReleases take from a repository, and of those that an OCIRepository holds. */
function chartNames(objects: readonly UnknownObject[]): ReadonlySet<string> {
  const names = objects.flatMap(({ kind, spec }) => {
    if (!isJsonObject(spec)) return [];
    if (kind === 'OCIRepository') return typeof spec.url === 'string' ? [spec.url.split('/').pop() ?? ''] : [];
    if (kind !== 'HelmRelease' || !isJsonObject(spec.chart) || !isJsonObject(spec.chart.spec)) return [];
    return [String(spec.chart.spec.chart)];
  });
  return new Set(names);
}

async function groupsOf(model: ChartOutline): Promise<readonly string[]> {
  const { namespace, values } = model.usual;
  const crds = await model.crds({ name: model.chart, namespace, version: model.versions[0] ?? '', values });
  return crds.flatMap((crd) =>
    isJsonObject(crd.spec) && groupOf(crd.apiVersion) !== '' ? [String(crd.spec.group)] : [],
  );
}
