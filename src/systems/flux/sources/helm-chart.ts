import type { Cluster } from '../../../cluster/cluster.ts';
import type { Controller, ControllerContext, ControllerWatch, Request } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import { requestOf } from '../../../controlplane/kit/requests.ts';
import type { KindRef } from '../../../kube/object.ts';
import { seconds } from '../kustomizations/semantics.ts';
import {
  type FluxSource,
  gitRepositoryKind,
  type HelmChart,
  helmChartKind,
  helmRepositoryKind,
} from '../read-objects.ts';
import { mark, unmark } from '../reconcile/conditions.ts';
import {
  addFinalizer,
  removeFinalizer,
  report,
  startConditions,
  type Writer,
  writeStatus,
} from '../reconcile/status.ts';
import { reconcileInSteps, type Steps } from '../reconcile/stepwise.ts';
import { onChange, watchSpecs } from '../reconcile/watches.ts';
import { digestOf } from './artifacts.ts';
import { type ChartFinder, findChartAtSource } from './find-chart.ts';
import { pulledChart } from './semantics.ts';

const manager = 'source-controller';
const finalizer = 'finalizers.fluxcd.io';

export interface HelmChartOptions extends ChartFinder {
  /** Seconds a chart takes. */
  readonly fetchSeconds: number;
}

/** source-controller for charts (internal/controller/helmchart_controller.go): resolves the version and offers the chart. */
export const helmChartController = (options: HelmChartOptions): Controller => {
  return {
    id: 'flux/helm-chart',
    watches: [
      watchSpecs(helmChartKind),
      watchSource(helmRepositoryKind, 'HelmRepository'),
      watchSource(gitRepositoryKind, 'GitRepository'),
    ],
    reconcile: reconcileInSteps((request, context) => reconcile(request, context, options)),
  };
};

/** The charts of a source are looked at again when it has something new. */
function watchSource(kind: KindRef, name: string): ControllerWatch {
  let cluster: Cluster | undefined;
  const changed = onChange(
    (source) => (source as FluxSource).status?.artifact?.revision ?? String(source.metadata.generation),
    async (source) => {
      const charts = (await cluster?.list<HelmChart>(helmChartKind)) ?? [];
      const { metadata } = source;
      const uses = ({ spec, metadata: own }: HelmChart) =>
        spec.sourceRef.kind === name && spec.sourceRef.name === metadata.name && own.namespace === metadata.namespace;
      return charts.filter(uses).map(requestOf);
    },
  );
  return {
    kind,
    requests: (event, on) => {
      cluster = on;
      return changed(event);
    },
  };
}

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
  const found = await findChartAtSource(context.cluster, chart, options);
  if ('problem' in found) return refuse(writer, chart, { ...found, interval });
  if (found.version === undefined) return say(writer, chart, found.by === 'nothing' ? found.reason : '', interval);
  if (chart.status?.artifact?.revision !== found.version) {
    const building = `building artifact: new '${chart.spec.chart}' chart with version '${found.version}'`;
    let conditions = startConditions(chart, context.now());
    conditions = mark(conditions, 'Reconciling', 'True', { reason: 'Progressing', message: building });
    conditions = mark(conditions, 'Ready', 'Unknown', { reason: 'Progressing', message: building });
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
  conditions = mark(conditions, 'Ready', 'True', { reason: 'ChartPullSucceeded', message });
  conditions = mark(conditions, 'ArtifactInStorage', 'True', { reason: 'ChartPullSucceeded', message });
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
  if (artifact !== old) await report(writer, chart, 'Normal', { reason: 'ChartPullSucceeded', message });
}

/** What nobody knows: the chart stays without an artifact and says why. */
async function say(writer: Writer, chart: HelmChart, message: string, requeueAfter: number) {
  const conditions = mark(startConditions(chart, writer.context.now()), 'Ready', 'Unknown', {
    reason: 'NotModelled',
    message,
  });
  await writeStatus(writer, chart, conditions);
  return { requeueAfter };
}

interface Refusal {
  readonly reason: string;
  readonly problem: string;
  /** Seconds until it is tried again. */
  readonly interval: number;
}

async function refuse(writer: Writer, chart: HelmChart, { reason, problem: message, interval }: Refusal) {
  let conditions = startConditions(chart, writer.context.now());
  conditions = mark(conditions, 'Reconciling', 'True', { reason: 'ProgressingWithRetry', message });
  conditions = mark(conditions, 'FetchFailed', 'True', { reason, message });
  conditions = mark(conditions, 'Ready', 'False', { reason, message });
  await writeStatus(writer, chart, conditions);
  return { requeueAfter: interval };
}
