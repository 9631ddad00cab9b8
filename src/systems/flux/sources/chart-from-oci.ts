import type { ChartEngine, FoundChart } from '../../../charts/contract.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { chartInRegistry } from '../../../repo/releases/wanted-chart.ts';
import { type FluxSource, type HelmRelease, ociRepositoryKind } from '../read-objects.ts';

/**
 * The chart of a release with `chartRef` to an OCIRepository: the last part of its URL is the chart, the rest its repository, the tag or
 * the semver range its version (helm-controller internal/controller/helmrelease_controller.go getSourceFromOCIRef). Nothing for a
 * release that takes its chart otherwise; `missing` and `notReady` in Flux's words where the object, or what it fetches, is not there.
 */
export async function readOciChart(
  cluster: Cluster,
  { spec, metadata }: HelmRelease,
  charts: ChartEngine,
): Promise<FoundChart | { readonly missing: string } | { readonly notReady: string } | undefined> {
  const { chartRef } = spec;
  if (chartRef?.kind !== 'OCIRepository') return undefined;
  const source = await cluster.get<FluxSource>(
    ociRepositoryKind,
    chartRef.name,
    chartRef.namespace ?? metadata.namespace,
  );
  if (!source) {
    return {
      missing: `could not get Source object: ocirepositories.source.toolkit.fluxcd.io "${chartRef.name}" not found`,
    };
  }
  if (!source.status?.artifact) {
    const { namespace, name } = source.metadata;
    return { notReady: `OCIRepository '${namespace}/${name}' is not ready: does not have an artifact` };
  }
  return ociChart(source.spec, charts);
}

/** What is known of the chart of an OCIRepository's spec. */
export async function ociChart(spec: FluxSource['spec'], charts: ChartEngine): Promise<FoundChart> {
  const chart = chartInRegistry(spec);
  return 'wanted' in chart ? charts.find(chart.wanted) : notFound(chart.name, chart.unknown);
}

/** A chart that cannot be looked for. */
export const notFound = (name: string, reason: string): FoundChart => ({
  by: 'nothing',
  name,
  reason,
  knownBy: 'a chart of a Helm repository or an OCI registry, by its version',
});
