import type { Cluster } from '../../cluster/cluster.ts';
import type { ChartModel } from '../system.ts';
import { type ChartLookup, lookUpChart } from './chart-models.ts';
import { type FluxSource, type HelmRelease, ociRepositoryKind } from './objects.ts';

/** A chart that an OCIRepository holds, and what is known of it. */
export interface OciChart {
  readonly name: string;
  readonly lookup: ChartLookup;
}

/**
 * The chart of a release with `chartRef` to an OCIRepository: the last part of its URL is the chart, the rest its repository, the tag or
 * the semver range its version (helm-controller internal/controller/helmrelease_controller.go getSourceFromOCIRef). Nothing for a
 * release that takes its chart otherwise; `missing` in Flux's words where the object is not there.
 */
export async function readOciChart(
  cluster: Cluster,
  { spec, metadata }: HelmRelease,
  charts: readonly ChartModel[],
): Promise<OciChart | { readonly missing: string } | undefined> {
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
  return ociChart(source.spec, charts);
}

/** What is known of the chart of an OCIRepository's spec. */
export function ociChart({ url, ref = {} }: FluxSource['spec'], charts: readonly ChartModel[]): OciChart {
  const trimmed = url.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  const name = trimmed.slice(slash + 1);
  // Upstream's order: digest before semver before tag (internal/controller/ocirepository_controller.go getArtifactRef).
  const version = 'digest' in ref ? undefined : (ref.semver ?? ref.tag);
  if (version === undefined)
    return { name, lookup: { unknown: `the version of chart '${name}' is not known: ${url} names none` } };
  return { name, lookup: lookUpChart(charts, trimmed.slice(0, slash), name, version) };
}
