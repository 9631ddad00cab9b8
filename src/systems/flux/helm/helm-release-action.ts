import type { Rendering, Values } from '../../../charts/contract.ts';
import type { ReconcileResult } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import { printDuration } from '../../../kube/duration.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { dropped, removeObjects } from '../../../operate/install/run-install.ts';
import { releaseName, releaseNamespace } from '../../../repo/releases/release.ts';
import { seconds } from '../kustomizations/semantics.ts';
import type { HelmRelease, Snapshot } from '../read-objects.ts';
import { findCondition, hasStatus, mark, unmark } from '../reconcile/conditions.ts';
import { report } from '../reconcile/status.ts';
import type { Steps } from '../reconcile/stepwise.ts';
import { digestOf } from '../sources/artifacts.ts';
import { prepareObjects, runAction } from './helm-action.ts';
import { finishReady, type Run, stall, writeRun } from './helm-release-run.ts';
import { forgetRelease, readReleasedObjects, storeRelease } from './helm-storage.ts';
import {
  type Action,
  actionTimeout,
  digestsAfterRendering,
  digestValues,
  failed,
  isExhausted,
  retriesOf,
  retryAfter,
  rolledBack,
  succeeded,
  uninstalledAfterFailure,
} from './semantics.ts';

export interface Inputs {
  readonly version: string;
  readonly chart: string;
  readonly values: Values;
  readonly rendering: Rendering;
}

/** The state of the release decides what to do (internal/reconcile/state.go, atomic_release.go). */
export async function* bringInSync(run: Run, inputs: Inputs): Steps {
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
  const same =
    latest?.status === 'deployed' && latest.chartVersion === inputs.version && latest.configDigest === digest;
  if (same && !isRenderedOtherwise(release)) return settle(run, latest, interval);
  const action: Action = latest ? 'upgrade' : 'install';
  const counted = (action === 'install' ? status.installFailures : status.upgradeFailures) ?? 0;
  const failures = reset ? 0 : counted;
  if (isExhausted(retriesOf(release, action), failures)) return stall(run, action, failures);
  return yield* perform(run, inputs, { action, failures, digest, latest });
}

/** Whether `postRenderers` or `commonMetadata` are not those of the release that is deployed (internal/reconcile/state.go). */
function isRenderedOtherwise({ spec, status = {} }: HelmRelease): boolean {
  const now = digestsAfterRendering(spec);
  return (
    now.observedPostRenderersDigest !== status.observedPostRenderersDigest ||
    now.observedCommonMetadataDigest !== status.observedCommonMetadataDigest
  );
}

async function settle(run: Run, latest: Snapshot, result: ReconcileResult): Promise<ReconcileResult> {
  if (!hasStatus(run.conditions, 'Ready', 'True')) {
    const released = findCondition(run.conditions, 'Released');
    const reason = released?.reason === 'UpgradeSucceeded' ? 'UpgradeSucceeded' : 'InstallSucceeded';
    const message = released?.message ?? succeeded('install', latest);
    run.conditions = mark(run.conditions, 'Ready', 'True', { reason, message });
  }
  await finishReady(run);
  return result;
}

interface Attempt {
  readonly action: Action;
  readonly failures: number;
  readonly digest: string;
  readonly latest: Snapshot | undefined;
}

async function* perform(run: Run, inputs: Inputs, attempt: Attempt): Steps {
  const { action } = attempt;
  const { release, writer } = run;
  const { cluster } = writer.context;
  const running = `Running '${action}' action with timeout of ${printDuration(actionTimeout(release, action))}`;
  run.conditions = mark(run.conditions, 'Reconciling', 'True', { reason: 'Progressing', message: running });
  run.conditions = mark(unmark(run.conditions, 'Stalled'), 'Ready', 'Unknown', {
    reason: 'Progressing',
    message: running,
  });
  run.fields.lastAttemptedReleaseAction = action;
  await writeRun(run);
  const { rendering } = inputs;
  const snapshot = makeSnapshot(run, inputs, attempt);
  if (rendering.error) return refuseValues(run, snapshot, rendering.error, attempt);
  await reportUnknown(run, rendering);
  const error = yield* runAction(cluster, release, action, rendering);
  run.conditions = { ...run.conditions, now: writer.context.now() };
  const objects = await prepareObjects(cluster, release, rendering.objects);
  if (error) return yield* remediate(run, { snapshot: { ...snapshot, status: 'failed' }, objects, error }, attempt);
  const old = await readReleasedObjects(cluster, snapshot.namespace, snapshot.name);
  await removeObjects(cluster, dropped(old, objects));
  return succeed(run, action, { snapshot, values: inputs.values, objects });
}

function makeSnapshot(run: Run, { chart, version }: Inputs, { action, latest, digest }: Attempt): Snapshot {
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

async function reportUnknown(run: Run, { unknown }: Rendering): Promise<void> {
  if (unknown.length === 0) return;
  const message = `values that the model of the chart does not know, what they change is unknown: ${unknown.join(', ')}`;
  await report(run.writer, run.release, 'Normal', { reason: 'ValuesNotModelled', message });
}

const firstBackoff = 0.75;
const longestBackoff = 900;

/** Helm refused before it stored anything: nothing to remediate, tried again later and later (fluxcd/pkg runtime/controller/options.go). */
async function refuseValues(run: Run, snapshot: Snapshot, error: string, attempt: Attempt) {
  const { action } = attempt;
  const { failures = 0 } = run.release.status ?? {};
  await markFailed(run, action, failed(action, snapshot, error), failures);
  await writeRun(run);
  return { requeueAfter: Math.min(firstBackoff * 2 ** Math.min(failures + attempt.failures, 12), longestBackoff) };
}

async function markFailed(run: Run, action: Action, message: string, failures: number): Promise<void> {
  const reason = action === 'install' ? 'InstallFailed' : 'UpgradeFailed';
  run.conditions = mark(run.conditions, 'Released', 'False', { reason, message });
  run.conditions = mark(run.conditions, 'Ready', 'False', { reason, message });
  run.fields.failures = failures + 1;
  await report(run.writer, run.release, 'Warning', { reason, message });
}

/** What an action has brought about. */
interface Outcome {
  readonly snapshot: Snapshot;
  readonly objects: readonly UnknownObject[];
}

async function succeed(
  run: Run,
  action: Action,
  { snapshot, values, objects }: Outcome & { readonly values: Values },
): Promise<ReconcileResult> {
  const { release, writer } = run;
  const message = succeeded(action, snapshot);
  const reason = action === 'install' ? 'InstallSucceeded' : 'UpgradeSucceeded';
  run.conditions = mark(unmark(run.conditions, 'Remediated', 'Stalled'), 'Released', 'True', { reason, message });
  run.conditions = mark(run.conditions, 'Ready', 'True', { reason, message });
  for (const [field, digest] of Object.entries(digestsAfterRendering(release.spec)))
    if (digest !== undefined || field in (release.status ?? {})) run.fields[field] = digest ?? null;
  const older = (release.status?.history ?? []).map((each) => ({ ...each, status: 'superseded' }));
  run.fields.history = [snapshot, ...(action === 'install' ? [] : older)].slice(0, 5);
  const description = action === 'install' ? 'Install complete' : 'Upgrade complete';
  await storeRelease(writer.context.cluster, { snapshot, values, objects, description });
  await report(writer, release, 'Normal', { reason, message });
  await finishReady(run);
  return { requeueAfter: seconds(release.spec.interval, 300) };
}

/** After a failed action: back to what was before, and another try while there are retries left (internal/reconcile). */
async function* remediate(
  run: Run,
  { snapshot, objects, error }: Outcome & { readonly error: string },
  attempt: Attempt,
): Steps {
  const { release } = run;
  const { action } = attempt;
  const failures = attempt.failures + 1;
  await markFailed(run, action, failed(action, snapshot, error), release.status?.failures ?? 0);
  run.fields[action === 'install' ? 'installFailures' : 'upgradeFailures'] = failures;
  const after = retryAfter(release, action);
  if (after !== undefined) return retry(run, { snapshot, action }, after);
  const retries = retriesOf(release, action);
  const last = isExhausted(retries, failures);
  const remediatesLast =
    release.spec[action]?.remediation?.remediateLastFailure ?? (action === 'upgrade' && retries > 0);
  if (last && !remediatesLast) {
    run.fields.history = historyWith(release, snapshot, action);
    return stall(run, action, failures);
  }
  const rollsBack =
    action === 'upgrade' && release.spec.upgrade?.remediation?.strategy !== 'uninstall' && attempt.latest;
  if (rollsBack) yield* rollBack(run, attempt.latest!, objects);
  else await uninstallFailed(run, snapshot, objects);
  if (last) return stall(run, action, failures);
  const message = findCondition(run.conditions, 'Ready')?.message ?? '';
  run.conditions = mark(run.conditions, 'Reconciling', 'True', { reason: 'ProgressingWithRetry', message });
  await writeRun(run);
  return { requeueAfter: firstBackoff * 2 ** (failures - 1) };
}

/** What failed stays as it is, and an upgrade follows (internal/reconcile/atomic_release.go ErrRetryAfterInterval). */
async function retry(run: Run, { snapshot, action }: { snapshot: Snapshot; action: Action }, after: number) {
  run.fields.history = historyWith(run.release, snapshot, action);
  const message = `retrying after ${printDuration(after)}`;
  run.conditions = mark(run.conditions, 'Reconciling', 'True', { reason: 'ProgressingWithRetry', message });
  await writeRun(run);
  return { requeueAfter: after };
}

const historyWith = ({ status }: HelmRelease, snapshot: Snapshot, action: Action): readonly Snapshot[] =>
  [snapshot, ...(action === 'install' ? [] : (status?.history ?? []))].slice(0, 5);

async function uninstallFailed(run: Run, snapshot: Snapshot, objects: readonly UnknownObject[]): Promise<void> {
  const { cluster } = run.writer.context;
  await removeObjects(cluster, objects);
  await forgetRelease(cluster, snapshot.namespace, snapshot.name);
  const message = uninstalledAfterFailure(snapshot);
  run.conditions = mark(run.conditions, 'Remediated', 'True', { reason: 'UninstallSucceeded', message });
  run.conditions = mark(run.conditions, 'Ready', 'False', { reason: 'UninstallSucceeded', message });
  run.fields.history = null;
  await report(run.writer, run.release, 'Normal', { reason: 'UninstallSucceeded', message });
}

async function* rollBack(
  run: Run,
  target: Snapshot,
  objects: readonly UnknownObject[],
): AsyncGenerator<number, void, void> {
  const { writer, release } = run;
  const { cluster } = writer.context;
  const before = await readReleasedObjects(cluster, target.namespace, target.name);
  if (before.length > 0) {
    await removeObjects(cluster, dropped(objects, before));
    yield* runAction(cluster, release, 'upgrade', { definitions: [], objects: before });
  }
  run.conditions = { ...run.conditions, now: writer.context.now() };
  const message = rolledBack(target);
  run.conditions = mark(run.conditions, 'Remediated', 'True', { reason: 'RollbackSucceeded', message });
  run.conditions = mark(run.conditions, 'Ready', 'False', { reason: 'RollbackSucceeded', message });
  await report(writer, release, 'Normal', { reason: 'RollbackSucceeded', message });
}
