import type { ChartEngine, FoundChart } from '../../../charts/contract.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { KindRef } from '../../../kube/object.ts';
import { chartIn, valuesFilesIn } from '../../../repo/releases/wanted-chart.ts';
import { type FluxSource, gitRepositoryKind, type HelmChart, helmRepositoryKind } from '../read-objects.ts';
import type { ArtifactStore } from './artifacts.ts';
import { notFound } from './chart-from-oci.ts';

/** What charts are looked for with. */
export interface ChartFinder {
  readonly charts: ChartEngine;
  readonly artifacts: ArtifactStore;
}

/** The chart of a HelmChart, or why there is none yet: reason and message of its condition. */
export type ChartAtSource = FoundChart | { readonly reason: string; readonly problem: string };

/** Kinds of sources that charts are found in. */
const sourceKinds: Readonly<Record<string, KindRef>> = {
  HelmRepository: helmRepositoryKind,
  GitRepository: gitRepositoryKind,
};

/** Looks for a chart in its source (source-controller internal/controller/helmchart_controller.go reconcileSource). */
export async function findChartAtSource(
  cluster: Cluster,
  chart: HelmChart,
  { charts, artifacts }: ChartFinder,
): Promise<ChartAtSource> {
  const { sourceRef, chart: name, version } = chart.spec;
  const kind = sourceKinds[sourceRef.kind];
  if (!kind) return notFound(name, `charts from a ${sourceRef.kind} are not modelled`);
  const { namespace } = chart.metadata;
  const source = await cluster.get<FluxSource>(kind, sourceRef.name, namespace);
  if (!source) {
    const plural = sourceRef.kind === 'HelmRepository' ? 'helmrepositories' : 'gitrepositories';
    const problem = `failed to get source: ${plural}.source.toolkit.fluxcd.io "${sourceRef.name}" not found`;
    return { reason: 'SourceUnavailable', problem };
  }
  const { artifact } = source.status ?? {};
  if (source.spec.type !== 'oci' && !artifact) {
    const problem = `no artifact available for ${sourceRef.kind} source '${sourceRef.name}'`;
    return { reason: 'NoSourceArtifact', problem };
  }
  const files = valuesFilesIn(chart.spec);
  if (sourceRef.kind === 'HelmRepository')
    return orRefusal(await charts.find({ ...chartIn(source.spec.url, name, version), ...files }));
  const tree = artifacts.get(`${sourceRef.kind}/${namespace ?? ''}/${sourceRef.name}`, artifact?.revision ?? '');
  if (!tree) return notFound(name, `the files of GitRepository '${sourceRef.name}' are not there`);
  return orRefusal(await charts.find({ name, source: { type: 'files', tree, path: name }, ...files }));
}

/** What Flux says of values files it cannot merge (internal/helm/chart/errors.go ErrValuesFilesMerge). */
const orRefusal = (found: FoundChart): ChartAtSource =>
  found.by === 'nothing' && found.refusal !== undefined
    ? { reason: 'ValuesFilesError', problem: found.refusal }
    : found;
