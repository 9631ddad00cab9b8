import type { FoundChart, Values } from '../../../charts/contract.ts';
import type { Controller, ControllerContext, Request } from '../../../cluster/controller.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { removeObjects } from '../../../operate/install/run-install.ts';
import { ValuesError } from '../../../repo/releases/compose-values.ts';
import { postRender } from '../../../repo/releases/post-render.ts';
import { releaseName, releaseNamespace } from '../../../repo/releases/release.ts';
import { type HelmChart, type HelmRelease, helmChartKind, helmReleaseKind } from '../read-objects.ts';
import { mark } from '../reconcile/conditions.ts';
import { addFinalizer, removeFinalizer, report, startConditions, type Writer } from '../reconcile/status.ts';
import { reconcileInSteps, type Steps } from '../reconcile/stepwise.ts';
import { onChange, watchSpecs } from '../reconcile/watches.ts';
import { notFound, readOciChart } from '../sources/chart-from-oci.ts';
import { type ChartFinder, findChartAtSource } from '../sources/find-chart.ts';
import { bringInSync, type Inputs } from './helm-release-action.ts';
import { applyChartTemplate, findReleaseDependencyProblem, readChart, readValues } from './helm-release-inputs.ts';
import { assumeReady, noteAsSeen, notReady, type Run, writeRun } from './helm-release-run.ts';
import { forgetRelease, readReleasedObjects } from './helm-storage.ts';
import { chartName, chartProblem } from './semantics.ts';

const manager = 'helm-controller';
const finalizer = 'finalizers.fluxcd.io';

export interface HelmReleaseOptions extends ChartFinder {
  /** Seconds until a dependency or a chart that is not ready is looked at again. */
  readonly requeueDependency: number;
}

/** helm-controller (internal/controller/helmrelease_controller.go): releases of charts, through what the charts render. */
export const helmReleaseController = (options: HelmReleaseOptions): Controller => {
  return {
    id: 'flux/helm-release',
    watches: [
      watchSpecs(helmReleaseKind),
      {
        kind: helmChartKind,
        requests: onChange(
          (chart) => (chart as HelmChart).status?.artifact?.revision ?? '',
          (chart) => ((chart as HelmChart).status?.artifact ? releasesOf(chart) : []),
        ),
      },
    ],
    reconcile: reconcileInSteps((request, context) => reconcile(request, context, options)),
  };
};

function releasesOf({ metadata: { labels = {} } }: UnknownObject): readonly Request[] {
  const name = labels['helm.toolkit.fluxcd.io/name'];
  return name ? [{ name, namespace: labels['helm.toolkit.fluxcd.io/namespace'] ?? '' }] : [];
}

async function* reconcile(request: Request, context: ControllerContext, options: HelmReleaseOptions): Steps {
  const writer: Writer = { context, manager };
  const release = await context.cluster.get<HelmRelease>(helmReleaseKind, request.name, request.namespace);
  if (!release) return undefined;
  if (release.metadata.deletionTimestamp) return finalize(writer, release);
  await addFinalizer(writer, release, finalizer);
  const run: Run = { writer, release, conditions: startConditions(release, context.now()), fields: {} };
  if (release.spec.suspend) {
    await noteAsSeen(run);
    return undefined;
  }
  run.fields.helmChart = await applyChartTemplate(context.cluster, release);
  run.conditions = mark(run.conditions, 'Reconciling', 'True', {
    reason: 'Progressing',
    message: 'Fulfilling prerequisites',
  });
  await writeRun(run);
  const inputs = await readInputs(run, options);
  if ('requeueAfter' in inputs) return inputs;
  return yield* bringInSync(run, inputs);
}

/** Dependencies, chart and values; or when to look again, after saying what is missing. */
async function readInputs(run: Run, options: HelmReleaseOptions): Promise<Inputs | { requeueAfter: number }> {
  const { cluster } = run.writer.context;
  const later = { requeueAfter: options.requeueDependency };
  const problem = await findReleaseDependencyProblem(cluster, run.release);
  if (problem) {
    await report(run.writer, run.release, 'Normal', { reason: 'DependencyNotReady', message: problem });
    return notReady(run, 'DependencyNotReady', problem, later);
  }
  const found = await findChart(run, options);
  if ('problem' in found) return notReady(run, found.reason, found.problem, later);
  let values: Values;
  try {
    values = await readValues(cluster, run.release);
  } catch (thrown) {
    if (!(thrown instanceof ValuesError)) throw thrown;
    await report(run.writer, run.release, 'Warning', { reason: 'ValuesError', message: thrown.message });
    return notReady(run, 'ValuesError', thrown.message, later);
  }
  if (found.by === 'nothing') return assumeReady(run, found.reason);
  const { name, version } = found;
  const at = { name: releaseName(run.release), namespace: releaseNamespace(run.release) };
  const rendering = postRender(await options.charts.render(found, { ...at, values }), found, run.release.spec);
  if (rendering.notKnown !== undefined) return assumeReady(run, rendering.notKnown);
  return { chart: name, version, values, rendering };
}

/** A chart, or why there is none yet, with the reason of the condition. */
type LookedUp = FoundChart | { readonly reason: string; readonly problem: string };

async function findChart({ writer, release }: Run, options: ChartFinder): Promise<LookedUp> {
  const { cluster } = writer.context;
  const oci = await readOciChart(cluster, release, options.charts);
  if (oci && 'missing' in oci) return { reason: 'ArtifactFailed', problem: oci.missing };
  if (oci && 'notReady' in oci) return { reason: 'SourceNotReady', problem: oci.notReady };
  if (oci) return oci;
  const { chartRef } = release.spec;
  if (chartRef && chartRef.kind !== 'HelmChart') return notFound('', `charts from a ${chartRef.kind} are not modelled`);
  const read = await readChart(cluster, release);
  if ('error' in read) return { reason: 'ArtifactFailed', problem: read.error };
  const { chart } = read;
  const found = await findChartAtSource(cluster, chart, options);
  const known = 'problem' in found ? undefined : found;
  // Of a chart without a version nothing is offered, so that its own condition says no more.
  const problem = known?.by === 'nothing' && known.version === undefined ? undefined : chartProblem(chart);
  if (problem !== undefined) return { reason: 'SourceNotReady', problem };
  return known ?? notFound(chart.spec.chart, `the source of chart '${chart.spec.chart}' is not there`);
}

/** Uninstalls the release, removes its chart, and lets the object go. */
async function finalize(writer: Writer, release: HelmRelease): Promise<undefined> {
  const { cluster } = writer.context;
  if (!release.spec.suspend) {
    const [home, name] = [releaseNamespace(release), releaseName(release)];
    await removeObjects(cluster, await readReleasedObjects(cluster, home, name));
    await forgetRelease(cluster, home, name);
    const namespace = release.spec.chart?.spec.sourceRef.namespace ?? release.metadata.namespace;
    const chart = release.spec.chart && (await cluster.get(helmChartKind, chartName(release), namespace));
    if (chart) await cluster.delete(helmChartKind, chart.metadata.name, namespace);
  }
  await removeFinalizer(writer, release, finalizer);
  return undefined;
}
