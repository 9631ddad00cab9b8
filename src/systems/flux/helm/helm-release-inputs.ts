import type { Values } from '../../../charts/contract.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { isJsonObject } from '../../../kube/json.ts';
import { kinds } from '../../../kube/types.ts';
import { composeValues } from '../../../repo/releases/compose-values.ts';
import { evaluateReadiness } from '../kustomizations/ready-expression.ts';
import { type HelmChart, type HelmRelease, helmChartKind, helmReleaseKind } from '../read-objects.ts';
import { chartName, dependencyProblem } from './semantics.ts';

/** Makes or updates the HelmChart of a release; gives `namespace/name`, or nothing for a release with a chartRef. */
export async function applyChartTemplate(cluster: Cluster, release: HelmRelease): Promise<string | undefined> {
  const { chart } = release.spec;
  if (!chart) return undefined;
  const { sourceRef, ...template } = chart.spec;
  const namespace = sourceRef.namespace ?? release.metadata.namespace;
  const name = chartName(release);
  const labels = {
    ...chart.metadata?.labels,
    'helm.toolkit.fluxcd.io/name': release.metadata.name,
    'helm.toolkit.fluxcd.io/namespace': release.metadata.namespace ?? '',
  };
  const object = {
    ...helmChartKind,
    metadata: {
      name,
      namespace,
      labels,
      ...(chart.metadata?.annotations && { annotations: chart.metadata.annotations }),
    },
    spec: {
      interval: template.interval ?? release.spec.interval,
      reconcileStrategy: template.reconcileStrategy ?? 'ChartVersion',
      ...template,
      version: template.version ?? '*',
      sourceRef: { kind: sourceRef.kind, name: sourceRef.name },
    },
  };
  await cluster.apply(object, { fieldManager: 'helm-controller', force: true });
  return `${namespace}/${name}`;
}

/** The chart of a release, or why there is none. */
export async function readChart(
  cluster: Cluster,
  release: HelmRelease,
): Promise<{ readonly chart: HelmChart } | { readonly error: string }> {
  const { chartRef, chart } = release.spec;
  const name = chartRef?.name ?? chartName(release);
  const namespace = (chartRef ?? chart?.spec.sourceRef)?.namespace ?? release.metadata.namespace;
  const found = await cluster.get<HelmChart>(helmChartKind, name, namespace);
  if (found) return { chart: found };
  return { error: `could not get Source object: helmcharts.source.toolkit.fluxcd.io "${name}" not found` };
}

/** The first dependency that is not ready, in the words of the condition. */
export async function findReleaseDependencyProblem(
  cluster: Cluster,
  release: HelmRelease,
): Promise<string | undefined> {
  for (const reference of release.spec.dependsOn ?? []) {
    const namespace = reference.namespace ?? release.metadata.namespace;
    const dependency = await cluster.get<HelmRelease>(helmReleaseKind, reference.name, namespace);
    const expression =
      dependency && reference.readyExpr ? await evaluateReadiness(reference.readyExpr, release, dependency) : undefined;
    const problem = dependencyProblem(release, reference, dependency, expression);
    if (problem) return problem;
  }
  return undefined;
}

/** Values of a release, with what stands in the cluster now; throws a ValuesError with the condition's text. */
export async function readValues(cluster: Cluster, release: HelmRelease): Promise<Values> {
  const { namespace = '' } = release.metadata;
  const references = release.spec.valuesFrom ?? [];
  const data = new Map<string, Readonly<Record<string, string>>>();
  for (const { kind, name } of references) {
    if (kind !== 'ConfigMap' && kind !== 'Secret') continue;
    const found = await cluster.get(kinds[kind], name, namespace);
    if (!found) continue;
    const entries = Object.entries((found.data ?? {}) as Record<string, string>);
    const decode = (text: string) => (kind === 'Secret' ? Buffer.from(text, 'base64').toString('utf8') : text);
    data.set(`${kind}/${name}`, Object.fromEntries(entries.map(([key, text]) => [key, decode(text)])));
  }
  const { values } = release.spec;
  return composeValues(namespace, isJsonObject(values) ? values : {}, references, (kind, name) =>
    data.get(`${kind}/${name}`),
  );
}
