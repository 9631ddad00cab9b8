import type { Cluster } from '../../cluster/cluster.ts';
import type { Controller, ControllerContext, ReconcileResult, Request } from '../../cluster/controller.ts';
import { printDuration } from '../../kube/duration.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { printInstant } from '../kubernetes/instant.ts';
import type { ChartModel, ChartRendering, Values } from '../system.ts';
import { digestOf } from './artifacts.ts';
import { type ChartLookup, lookUpChart } from './chart-models.ts';
import { type Conditions, findCondition, hasStatus, mark, unmark } from './conditions.ts';
import { dropped, prepareManifests, removeObjects, runAction } from './helm-action.ts';
import { applyChartTemplate, findReleaseDependencyProblem, readChart, readValues } from './helm-release-inputs.ts';
import { forgetRelease, storeRelease } from './helm-storage.ts';
import { ValuesError } from './helm-values.ts';
import {
  type FluxSource,
  type HelmChart,
  type HelmRelease,
  helmChartKind,
  helmReleaseKind,
  helmRepositoryKind,
  type Snapshot,
} from './objects.ts';
import {
  type Action,
  actionTimeout,
  chartName,
  chartProblem,
  digestValues,
  failed,
  isExhausted,
  releaseName,
  releaseNamespace,
  retriesOf,
  rolledBack,
  succeeded,
  uninstalledAfterFailure,
} from './semantics-helm.ts';
import { seconds } from './semantics-kustomization.ts';
import { addFinalizer, removeFinalizer, report, startConditions, type Writer, writeStatus } from './status.ts';
import { reconcileInSteps, type Steps } from './stepwise.ts';
import { onChange, requestedAtAnnotation, watchSpecs } from './watches.ts';

const manager = 'helm-controller';
const finalizer = 'finalizers.fluxcd.io';

export interface HelmReleaseOptions {
  readonly charts: readonly ChartModel[];
  /** Seconds until a dependency or a chart that is not ready is looked at again. */
  readonly requeueDependency: number;
}

/** What a release brought to the cluster, by `namespace/name` of its HelmRelease: Helm keeps it in its Secret. */
type Installed = Map<string, { readonly objects: readonly UnknownObject[]; readonly values: Values }>;

/** helm-controller (internal/controller/helmrelease_controller.go): releases of charts, through what the chart models render. */
export const helmReleaseController = (options: HelmReleaseOptions): Controller => {
  const installed: Installed = new Map();
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
    reconcile: reconcileInSteps((request, context) => reconcile(request, context, options, installed)),
  };
};

function releasesOf({ metadata: { labels = {} } }: UnknownObject): readonly Request[] {
  const name = labels['helm.toolkit.fluxcd.io/name'];
  return name ? [{ name, namespace: labels['helm.toolkit.fluxcd.io/namespace'] ?? '' }] : [];
}

/** One run over a HelmRelease: what it works on and what its status shows so far. */
interface Run {
  readonly writer: Writer;
  readonly release: HelmRelease;
  readonly installed: Installed;
  conditions: Conditions;
  readonly fields: Record<string, unknown>;
}

const keyOf = ({ metadata }: HelmRelease): string => `${metadata.namespace}/${metadata.name}`;

async function* reconcile(
  request: Request,
  context: ControllerContext,
  options: HelmReleaseOptions,
  installed: Installed,
): Steps {
  const writer: Writer = { context, manager };
  const release = await context.cluster.get<HelmRelease>(helmReleaseKind, request.name, request.namespace);
  if (!release) return undefined;
  if (release.metadata.deletionTimestamp) return finalize(writer, release, installed);
  await addFinalizer(writer, release, finalizer);
  if (release.spec.suspend) return undefined;
  const run: Run = { writer, release, installed, conditions: startConditions(release, context.now()), fields: {} };
  run.fields.helmChart = await applyChartTemplate(context.cluster, release);
  run.conditions = mark(run.conditions, 'Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites');
  await writeRun(run);
  const inputs = await readInputs(run, options);
  if ('requeueAfter' in inputs) return inputs;
  return yield* bringInSync(run, inputs);
}

interface Inputs {
  readonly model: ChartModel;
  readonly version: string;
  readonly chart: string;
  readonly values: Values;
}

/** Dependencies, chart and values; or when to look again, after saying what is missing. */
async function readInputs(run: Run, options: HelmReleaseOptions): Promise<Inputs | { requeueAfter: number }> {
  const { cluster } = run.writer.context;
  const later = { requeueAfter: options.requeueDependency };
  const problem = await findReleaseDependencyProblem(cluster, run.release);
  if (problem) {
    await report(run.writer, run.release, 'Normal', 'DependencyNotReady', problem);
    return notReady(run, 'DependencyNotReady', problem, later);
  }
  const found = await readChart(cluster, run.release);
  if ('error' in found) return notReady(run, 'ArtifactFailed', found.error, later);
  const { chart } = found;
  const lookup = await lookUp(cluster, chart, options.charts);
  if (lookup && 'unknown' in lookup) return notKnown(run, lookup.unknown);
  const missing = chartProblem(chart);
  if (missing) return notReady(run, 'SourceNotReady', missing, later);
  let values: Values;
  try {
    values = await readValues(cluster, run.release);
  } catch (thrown) {
    if (!(thrown instanceof ValuesError)) throw thrown;
    await report(run.writer, run.release, 'Warning', 'ValuesError', thrown.message);
    return notReady(run, 'ValuesError', thrown.message, later);
  }
  if (!lookup || !('model' in lookup)) {
    return notKnown(
      run,
      `chart '${chart.spec.chart}' in version ${lookup?.version} has no model: what it installs is not known`,
    );
  }
  return { ...lookup, chart: chart.spec.chart, values };
}

async function lookUp(
  cluster: Cluster,
  chart: HelmChart,
  charts: readonly ChartModel[],
): Promise<ChartLookup | undefined> {
  const { sourceRef } = chart.spec;
  if (sourceRef.kind !== 'HelmRepository') return { unknown: `charts from a ${sourceRef.kind} are not modelled` };
  const repository = await cluster.get<FluxSource>(helmRepositoryKind, sourceRef.name, chart.metadata.namespace);
  return repository && lookUpChart(charts, repository.spec.url, chart.spec.chart, chart.spec.version);
}

async function notReady(run: Run, reason: string, message: string, result: { requeueAfter: number }) {
  run.conditions = mark(run.conditions, 'Ready', 'False', reason, message);
  await writeRun(run);
  return result;
}

/** Not silently ready, and not failed either: nobody knows. */
async function notKnown(run: Run, message: string) {
  run.conditions = mark(unmark(run.conditions, 'Reconciling'), 'Ready', 'Unknown', 'NotModelled', message);
  await writeRun(run);
  return { requeueAfter: seconds(run.release.spec.interval, 300) };
}

/** The state of the release decides what to do (internal/reconcile/state.go, atomic_release.go). */
async function* bringInSync(run: Run, inputs: Inputs): Steps {
  const { release } = run;
  const { status = {} } = release;
  const interval = { requeueAfter: seconds(release.spec.interval, 300) };
  const digest = digestValues(inputs.values);
  const reset =
    status.lastAttemptedRevision !== inputs.version ||
    status.lastAttemptedConfigDigest !== digest ||
    status.lastAttemptedGeneration !== release.metadata.generation;
  const latest = status.history?.[0];
  Object.assign(run.fields, {
    storageNamespace: releaseNamespace(release),
    lastAttemptedRevision: inputs.version,
    lastAttemptedConfigDigest: digest,
    lastAttemptedGeneration: release.metadata.generation,
    ...(reset && { failures: null, installFailures: null, upgradeFailures: null }),
  });
  if (latest?.status === 'deployed' && latest.chartVersion === inputs.version && latest.configDigest === digest) {
    return settle(run, latest, interval);
  }
  const action: Action = latest ? 'upgrade' : 'install';
  const counted = (action === 'install' ? status.installFailures : status.upgradeFailures) ?? 0;
  const failures = reset ? 0 : counted;
  if (isExhausted(retriesOf(release, action), failures)) return stall(run, action, failures);
  return yield* perform(run, action, inputs, { failures, digest, latest });
}

async function settle(run: Run, latest: Snapshot, result: ReconcileResult): Promise<ReconcileResult> {
  if (!hasStatus(run.conditions, 'Ready', 'True')) {
    const released = findCondition(run.conditions, 'Released');
    const reason = released?.reason === 'UpgradeSucceeded' ? 'UpgradeSucceeded' : 'InstallSucceeded';
    const message = released?.message ?? succeeded('install', latest);
    run.conditions = mark(run.conditions, 'Ready', 'True', reason, message);
  }
  await finishReady(run);
  return result;
}

async function stall(run: Run, action: Action, attempts: number): Promise<undefined> {
  run.conditions = mark(
    unmark(run.conditions, 'Reconciling'),
    'Stalled',
    'True',
    'RetriesExceeded',
    `Failed to ${action} after ${attempts} attempt(s)`,
  );
  run.fields.observedGeneration = run.release.metadata.generation ?? 1;
  await writeRun(run);
  return undefined;
}

interface Attempt {
  readonly failures: number;
  readonly digest: string;
  readonly latest: Snapshot | undefined;
}

async function* perform(run: Run, action: Action, inputs: Inputs, attempt: Attempt): Steps {
  const { release, writer } = run;
  const { cluster } = writer.context;
  const running = `Running '${action}' action with timeout of ${printDuration(actionTimeout(release, action))}`;
  run.conditions = mark(run.conditions, 'Reconciling', 'True', 'Progressing', running);
  run.conditions = mark(unmark(run.conditions, 'Stalled'), 'Ready', 'Unknown', 'Progressing', running);
  run.fields.lastAttemptedReleaseAction = action;
  await writeRun(run);
  const chartRelease = {
    name: releaseName(release),
    namespace: releaseNamespace(release),
    version: inputs.version,
    values: inputs.values,
  };
  const rendering = inputs.model.render(chartRelease);
  const snapshot = makeSnapshot(run, inputs, attempt, action);
  if (rendering.error) return refuseValues(run, action, snapshot, rendering, attempt);
  await reportUnknown(run, rendering);
  const definitions = await inputs.model.crds(chartRelease);
  const error = yield* runAction(cluster, release, action, { definitions, objects: rendering.objects });
  run.conditions = { ...run.conditions, now: writer.context.now() };
  const objects = await prepareManifests(cluster, release, rendering.objects);
  if (error) return yield* remediate(run, action, { ...snapshot, status: 'failed' }, objects, error, attempt);
  const old = run.installed.get(keyOf(release))?.objects ?? [];
  await removeObjects(cluster, dropped(old, objects));
  run.installed.set(keyOf(release), { objects, values: inputs.values });
  return succeed(run, action, snapshot, inputs.values, objects);
}

function makeSnapshot(run: Run, { chart, version }: Inputs, { latest, digest }: Attempt, action: Action): Snapshot {
  const now = printInstant(run.writer.context.now());
  const name = releaseName(run.release);
  const namespace = releaseNamespace(run.release);
  const number = action === 'install' ? 1 : (latest?.version ?? 0) + 1;
  return {
    apiVersion: 'v2',
    digest: digestOf(`${namespace}/${name}.v${number} ${chart}@${version} ${digest}`),
    name,
    namespace,
    version: number,
    status: 'deployed',
    chartName: chart,
    chartVersion: version,
    configDigest: digest,
    firstDeployed: latest?.firstDeployed ?? now,
    lastDeployed: now,
  };
}

async function reportUnknown(run: Run, { unknown }: ChartRendering): Promise<void> {
  if (unknown.length === 0) return;
  const message = `values that the model of the chart does not know, what they change is unknown: ${unknown.join(', ')}`;
  await report(run.writer, run.release, 'Normal', 'ValuesNotModelled', message);
}

const firstBackoff = 0.75;
const longestBackoff = 900;

/** Helm refused before it stored anything: nothing to remediate, tried again later and later (fluxcd/pkg runtime/controller/options.go). */
async function refuseValues(run: Run, action: Action, snapshot: Snapshot, rendering: ChartRendering, attempt: Attempt) {
  const { failures = 0 } = run.release.status ?? {};
  await markFailed(run, action, failed(action, snapshot, rendering.error!), failures);
  await writeRun(run);
  return { requeueAfter: Math.min(firstBackoff * 2 ** Math.min(failures + attempt.failures, 12), longestBackoff) };
}

async function markFailed(run: Run, action: Action, message: string, failures: number): Promise<void> {
  const reason = action === 'install' ? 'InstallFailed' : 'UpgradeFailed';
  run.conditions = mark(run.conditions, 'Released', 'False', reason, message);
  run.conditions = mark(run.conditions, 'Ready', 'False', reason, message);
  run.fields.failures = failures + 1;
  await report(run.writer, run.release, 'Warning', reason, message);
}

async function succeed(
  run: Run,
  action: Action,
  snapshot: Snapshot,
  values: Values,
  objects: readonly UnknownObject[],
) {
  const { release, writer } = run;
  const message = succeeded(action, snapshot);
  const reason = action === 'install' ? 'InstallSucceeded' : 'UpgradeSucceeded';
  run.conditions = mark(unmark(run.conditions, 'Remediated', 'Stalled'), 'Released', 'True', reason, message);
  run.conditions = mark(run.conditions, 'Ready', 'True', reason, message);
  const older = (release.status?.history ?? []).map((each) => ({ ...each, status: 'superseded' }));
  run.fields.history = [snapshot, ...(action === 'install' ? [] : older)].slice(0, 5);
  const description = action === 'install' ? 'Install complete' : 'Upgrade complete';
  await storeRelease(writer.context.cluster, { snapshot, values, objects, description });
  await report(writer, release, 'Normal', reason, message);
  await finishReady(run);
  return { requeueAfter: seconds(release.spec.interval, 300) };
}

/** After a failed action: back to what was before, and another try while there are retries left (internal/reconcile). */
async function* remediate(
  run: Run,
  action: Action,
  snapshot: Snapshot,
  objects: readonly UnknownObject[],
  error: string,
  attempt: Attempt,
): Steps {
  const { release } = run;
  const failures = attempt.failures + 1;
  await markFailed(run, action, failed(action, snapshot, error), release.status?.failures ?? 0);
  run.fields[action === 'install' ? 'installFailures' : 'upgradeFailures'] = failures;
  const retries = retriesOf(release, action);
  const last = isExhausted(retries, failures);
  const remediatesLast =
    release.spec[action]?.remediation?.remediateLastFailure ?? (action === 'upgrade' && retries > 0);
  if (last && !remediatesLast) {
    run.fields.history = [snapshot, ...(action === 'install' ? [] : (release.status?.history ?? []))].slice(0, 5);
    return stall(run, action, failures);
  }
  const rollsBack =
    action === 'upgrade' && release.spec.upgrade?.remediation?.strategy !== 'uninstall' && attempt.latest;
  if (rollsBack) yield* rollBack(run, attempt.latest!, objects);
  else await uninstallFailed(run, snapshot, objects);
  if (last) return stall(run, action, failures);
  const message = findCondition(run.conditions, 'Ready')?.message ?? '';
  run.conditions = mark(run.conditions, 'Reconciling', 'True', 'ProgressingWithRetry', message);
  await writeRun(run);
  return { requeueAfter: firstBackoff * 2 ** (failures - 1) };
}

async function uninstallFailed(run: Run, snapshot: Snapshot, objects: readonly UnknownObject[]): Promise<void> {
  const { cluster } = run.writer.context;
  await removeObjects(cluster, objects);
  await forgetRelease(cluster, snapshot.namespace, snapshot.name);
  run.installed.delete(keyOf(run.release));
  const message = uninstalledAfterFailure(snapshot);
  run.conditions = mark(run.conditions, 'Remediated', 'True', 'UninstallSucceeded', message);
  run.conditions = mark(run.conditions, 'Ready', 'False', 'UninstallSucceeded', message);
  run.fields.history = null;
  await report(run.writer, run.release, 'Normal', 'UninstallSucceeded', message);
}

async function* rollBack(
  run: Run,
  target: Snapshot,
  objects: readonly UnknownObject[],
): AsyncGenerator<number, void, void> {
  const { writer, release } = run;
  const { cluster } = writer.context;
  const before = run.installed.get(keyOf(release));
  if (before) {
    await removeObjects(cluster, dropped(objects, before.objects));
    yield* runAction(cluster, release, 'upgrade', { definitions: [], objects: before.objects });
  }
  run.conditions = { ...run.conditions, now: writer.context.now() };
  const message = rolledBack(target);
  run.conditions = mark(run.conditions, 'Remediated', 'True', 'RollbackSucceeded', message);
  run.conditions = mark(run.conditions, 'Ready', 'False', 'RollbackSucceeded', message);
  await report(writer, release, 'Normal', 'RollbackSucceeded', message);
}

async function finishReady(run: Run): Promise<void> {
  run.conditions = unmark(run.conditions, 'Reconciling', 'Stalled');
  run.fields.observedGeneration = run.release.metadata.generation ?? 1;
  const requested = run.release.metadata.annotations?.[requestedAtAnnotation];
  if (requested !== undefined) run.fields.lastHandledReconcileAt = requested;
  await writeRun(run);
}

const writeRun = (run: Run): Promise<void> => writeStatus(run.writer, run.release, run.conditions, run.fields);

/** Uninstalls the release, removes its chart, and lets the object go. */
async function finalize(writer: Writer, release: HelmRelease, installed: Installed): Promise<undefined> {
  const { cluster } = writer.context;
  if (!release.spec.suspend) {
    await removeObjects(cluster, installed.get(keyOf(release))?.objects ?? []);
    await forgetRelease(cluster, releaseNamespace(release), releaseName(release));
    const namespace = release.spec.chart?.spec.sourceRef.namespace ?? release.metadata.namespace;
    const chart = release.spec.chart && (await cluster.get(helmChartKind, chartName(release), namespace));
    if (chart) await cluster.delete(helmChartKind, chart.metadata.name, namespace);
  }
  installed.delete(keyOf(release));
  await removeFinalizer(writer, release, finalizer);
  return undefined;
}
