import type { Cluster } from '../../cluster/cluster.ts';
import type { Controller, ControllerContext, Request } from '../../cluster/controller.ts';
import { printInstant } from '../../controlplane/kit/instant.ts';
import { requestOf } from '../../controlplane/kit/requests.ts';
import type { ChartModel } from '../system.ts';
import { digestOf } from './artifacts.ts';
import { lookUpChart } from './chart-models.ts';
import { mark, unmark } from './conditions.ts';
import { type FluxSource, type HelmChart, helmChartKind, helmRepositoryKind } from './objects.ts';
import { seconds } from './semantics-kustomization.ts';
import { pulledChart } from './semantics-source.ts';
import { addFinalizer, removeFinalizer, report, startConditions, type Writer, writeStatus } from './status.ts';
import { reconcileInSteps, type Steps } from './stepwise.ts';
import { onChange, watchSpecs } from './watches.ts';

const manager = 'source-controller';
const finalizer = 'finalizers.fluxcd.io';

export interface HelmChartOptions {
  readonly charts: readonly ChartModel[];
  /** Seconds a chart takes. */
  readonly fetchSeconds: number;
}

/** source-controller for charts (internal/controller/helmchart_controller.go): resolves the version and offers the chart. */
export const helmChartController = (options: HelmChartOptions): Controller => {
  let cluster: Cluster | undefined;
  const indexChanged = onChange(
    (repository) => (repository as FluxSource).status?.artifact?.revision ?? String(repository.metadata.generation),
    async (repository) => {
      const charts = (await cluster?.list<HelmChart>(helmChartKind)) ?? [];
      const { name, namespace } = repository.metadata;
      const uses = ({ spec, metadata }: HelmChart) =>
        spec.sourceRef.kind === 'HelmRepository' && spec.sourceRef.name === name && metadata.namespace === namespace;
      return charts.filter(uses).map(requestOf);
    },
  );
  return {
    id: 'flux/helm-chart',
    watches: [
      watchSpecs(helmChartKind),
      {
        kind: helmRepositoryKind,
        requests: (event, on) => {
          cluster = on;
          return indexChanged(event);
        },
      },
    ],
    reconcile: reconcileInSteps((request, context) => reconcile(request, context, options)),
  };
};

async function* reconcile(request: Request, context: ControllerContext, options: HelmChartOptions): Steps {
  const writer: Writer = { context, manager };
  const chart = await context.cluster.get<HelmChart>(helmChartKind, request.name, request.namespace);
  if (!chart) return undefined;
  if (chart.metadata.deletionTimestamp) {
    await removeFinalizer(writer, chart, finalizer);
    return undefined;
  }
  await addFinalizer(writer, chart, finalizer);
  const interval = seconds(chart.spec.interval, 60);
  const { sourceRef } = chart.spec;
  if (sourceRef.kind !== 'HelmRepository') {
    return say(writer, chart, `charts from a ${sourceRef.kind} are not modelled`, interval);
  }
  const repository = await context.cluster.get<FluxSource>(
    helmRepositoryKind,
    sourceRef.name,
    chart.metadata.namespace,
  );
  if (!repository) {
    const message = `failed to get source: helmrepositories.source.toolkit.fluxcd.io "${sourceRef.name}" not found`;
    return refuse(writer, chart, 'SourceUnavailable', message, interval);
  }
  if (repository.spec.type !== 'oci' && !repository.status?.artifact) {
    const message = `no artifact available for HelmRepository source '${sourceRef.name}'`;
    return refuse(writer, chart, 'NoSourceArtifact', message, interval);
  }
  const found = lookUpChart(options.charts, repository.spec.url, chart.spec.chart, chart.spec.version);
  if ('unknown' in found) return say(writer, chart, found.unknown, interval);
  if (chart.status?.artifact?.revision !== found.version) {
    const building = `building artifact: new '${chart.spec.chart}' chart with version '${found.version}'`;
    let conditions = startConditions(chart, context.now());
    conditions = mark(conditions, 'Reconciling', 'True', 'Progressing', building);
    conditions = mark(conditions, 'Ready', 'Unknown', 'Progressing', building);
    await writeStatus(writer, chart, conditions);
    yield options.fetchSeconds;
  }
  await store(writer, chart, found.version);
  return { requeueAfter: interval };
}

async function store(writer: Writer, chart: HelmChart, version: string): Promise<void> {
  const { namespace, name } = chart.metadata;
  const message = pulledChart(chart.spec.chart, version);
  let conditions = startConditions(chart, writer.context.now());
  conditions = unmark(conditions, 'Reconciling', 'FetchFailed', 'Stalled');
  conditions = mark(conditions, 'Ready', 'True', 'ChartPullSucceeded', message);
  conditions = mark(conditions, 'ArtifactInStorage', 'True', 'ChartPullSucceeded', message);
  const path = `helmchart/${namespace}/${name}/${chart.spec.chart}-${version}.tgz`;
  const old = chart.status?.artifact;
  const artifact =
    old?.revision === version
      ? old
      : {
          digest: digestOf(path),
          lastUpdateTime: printInstant(writer.context.now()),
          path,
          revision: version,
          url: `http://source-controller.flux-system.svc.cluster.local./${path}`,
        };
  const fields = { artifact, observedChartName: chart.spec.chart, observedGeneration: chart.metadata.generation ?? 1 };
  await writeStatus(writer, chart, conditions, { ...fields, url: artifact.url });
  if (artifact !== old) await report(writer, chart, 'Normal', 'ChartPullSucceeded', message);
}

/** What no model tells: the chart stays without an artifact and says why. */
async function say(writer: Writer, chart: HelmChart, message: string, requeueAfter: number) {
  const conditions = mark(startConditions(chart, writer.context.now()), 'Ready', 'Unknown', 'NotModelled', message);
  await writeStatus(writer, chart, conditions);
  return { requeueAfter };
}

async function refuse(writer: Writer, chart: HelmChart, reason: string, message: string, requeueAfter: number) {
  let conditions = startConditions(chart, writer.context.now());
  conditions = mark(conditions, 'Reconciling', 'True', 'ProgressingWithRetry', message);
  conditions = mark(conditions, 'FetchFailed', 'True', reason, message);
  conditions = mark(conditions, 'Ready', 'False', reason, message);
  await writeStatus(writer, chart, conditions);
  return { requeueAfter };
}
