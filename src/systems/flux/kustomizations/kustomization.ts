import type { Controller, ControllerContext, Request } from '../../../cluster/controller.ts';
import { printDuration } from '../../../kube/duration.ts';
import { printRef, type UnknownObject } from '../../../kube/object.ts';
import { waitForObjects } from '../../../operate/apply/wait-for-objects.ts';
import { applyObjects, type Change, prepareObjects } from '../apply/apply-objects.ts';
import { type Artifact, type FluxKustomization, type InventoryEntry, kustomizationKind } from '../read-objects.ts';
import { type Conditions, findCondition, hasStatus, mark, unmark } from '../reconcile/conditions.ts';
import {
  addFinalizer,
  removeFinalizer,
  report,
  startConditions,
  type Writer,
  writeStatus,
} from '../reconcile/status.ts';
import { reconcileInSteps, type Steps } from '../reconcile/stepwise.ts';
import { requestedAtAnnotation, watchSpecs } from '../reconcile/watches.ts';
import type { ArtifactStore } from '../sources/artifacts.ts';
import { buildFor } from './build-kustomization.ts';
import { deleteEntries, inventoryEntry, printChanges, staleEntries } from './inventory.ts';
import { findDependencyProblem, readSource, watchSourceRevisions } from './kustomization-inputs.ts';
import { printTimeout, timingOf } from './semantics.ts';

const manager = 'kustomize-controller';
const finalizer = 'finalizers.fluxcd.io';
const healthPoll = 5;

export interface KustomizationOptions {
  readonly artifacts: ArtifactStore;
  /** Seconds until a dependency or a missing artifact is looked at again. */
  readonly requeueDependency: number;
}

/** kustomize-controller: builds what a source holds at a path, applies it in stages, prunes and waits (internal/controller/kustomization_controller.go). */
export const kustomizationController = (options: KustomizationOptions): Controller => ({
  id: 'flux/kustomization',
  watches: [watchSpecs(kustomizationKind), ...watchSourceRevisions()],
  reconcile: reconcileInSteps((request, context) => reconcile(request, context, options)),
});

/** One run over a Kustomization: what it works on and what its status shows so far. */
interface Run {
  readonly writer: Writer;
  readonly kustomization: FluxKustomization;
  conditions: Conditions;
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly fields: Record<string, unknown>;
}

const ownerLabels = ({ metadata }: FluxKustomization): Readonly<Record<string, string>> => ({
  'kustomize.toolkit.fluxcd.io/name': metadata.name,
  'kustomize.toolkit.fluxcd.io/namespace': metadata.namespace ?? '',
});

async function* reconcile(request: Request, context: ControllerContext, options: KustomizationOptions): Steps {
  const writer: Writer = { context, manager };
  const kustomization = await context.cluster.get<FluxKustomization>(
    kustomizationKind,
    request.name,
    request.namespace,
  );
  if (!kustomization) return undefined;
  if (kustomization.metadata.deletionTimestamp) return finalize(writer, kustomization);
  await addFinalizer(writer, kustomization, finalizer);
  const startedAt = context.now();
  const conditions = startConditions(kustomization, startedAt);
  const run: Run = { writer, kustomization, conditions, startedAt, fields: {} };
  if (kustomization.spec.suspend) {
    // Nothing is done, but that somebody asked for it counts as seen.
    await finishStatus(run);
    return undefined;
  }
  const { interval, retry } = timingOf(kustomization);
  const source = await readSource(context.cluster, kustomization);
  if ('error' in source) return finish(run, 'ArtifactFailed', source.error, retry);
  if (!source.artifact) {
    const wait = printDuration(options.requeueDependency);
    return finish(run, 'ArtifactFailed', `Source artifact not found, retrying in ${wait}`, options.requeueDependency);
  }
  const problem = await findDependencyProblem(context.cluster, kustomization, source.artifact);
  if (problem) {
    setFalse(run, 'DependencyNotReady', problem);
    const wait = printDuration(options.requeueDependency);
    await reportReady(run, 'Normal', `Dependencies do not meet ready condition, retrying in ${wait}`);
    await finishStatus(run);
    return { requeueAfter: options.requeueDependency };
  }
  const failure = yield* bringUp(run, source.artifact, options);
  run.conditions = { ...run.conditions, now: context.now() };
  if (failure?.notFollowed) return assumeReady(run, failure, source.artifact, interval);
  if (failure) {
    setFalse(run, failure.reason, failure.message);
    await reportReady(run, 'Warning', failure.event ?? failure.message);
    await finishStatus(run);
    return { requeueAfter: retry };
  }
  run.conditions = mark(run.conditions, 'Ready', 'True', {
    reason: 'ReconciliationSucceeded',
    message: `Applied revision: ${source.artifact.revision}`,
  });
  run.fields.lastAppliedRevision = source.artifact.revision;
  const took = printDuration((context.now() - run.startedAt) / 1000);
  await reportReady(run, 'Normal', `Reconciliation finished in ${took}, next run in ${printDuration(interval)}`);
  await finishStatus(run);
  return { requeueAfter: interval };
}

interface Failure {
  readonly reason: string;
  readonly message: string;
  /** Text of the event where it differs from the condition's. */
  readonly event?: string;
  /** Upstream may well succeed: it is only not known here what it brings. */
  readonly notFollowed?: true;
}

/** Nobody knows what it brings: it is taken for ready, with a reason that upstream does not have, so that it can be told. */
async function assumeReady(run: Run, { reason, message }: Failure, { revision }: Artifact, requeueAfter: number) {
  run.conditions = mark(run.conditions, 'Ready', 'True', { reason, message });
  run.fields.lastAppliedRevision = revision;
  await finishStatus(run);
  return { requeueAfter };
}

/** From the artifact to healthy objects. */
async function* bringUp(
  run: Run,
  artifact: Artifact,
  options: KustomizationOptions,
): AsyncGenerator<number, Failure | undefined, void> {
  const { kustomization, writer } = run;
  const { cluster } = writer.context;
  run.conditions = mark(run.conditions, 'Ready', 'Unknown', {
    reason: 'Progressing',
    message: 'Reconciliation in progress',
  });
  await progress(run, 'Fetching manifests', artifact);
  run.fields.lastAttemptedRevision = artifact.revision;
  const build = await buildFor(cluster, kustomization, artifact, options.artifacts);
  if (build.failure) return { ...build.failure, ...(build.notFollowed && { notFollowed: true }) };
  await progress(run, 'Detecting drift', artifact);
  const objects = prepareObjects(build.objects, ownerLabels(kustomization), kustomization.spec.commonMetadata);
  const applied = yield* applyObjects(cluster, manager, objects, kustomization.spec.force === true);
  run.conditions = { ...run.conditions, now: writer.context.now() };
  const changed = applied.changes.filter(({ action }) => action !== 'unchanged' && action !== 'skipped');
  if (applied.error) {
    const log = changed.map((change) => `${printChanges([change])}\n`).join('');
    return { reason: 'ReconciliationFailed', message: `${applied.error}\n${log}` };
  }
  if (changed.length > 0) await reportReady(run, 'Normal', printChanges(changed));
  const pruned = await prune(run, applied.changes);
  if (pruned) return pruned;
  return yield* checkHealth(run, artifact, applied.changes, changed.length > 0);
}

async function prune(run: Run, changes: readonly Change[]): Promise<Failure | undefined> {
  const { kustomization, writer } = run;
  const old = kustomization.status?.inventory?.entries ?? [];
  const entries = changes.map(({ object }) => inventoryEntry(object));
  run.fields.inventory = { entries };
  const stale = staleEntries(old, entries);
  if (!kustomization.spec.prune || stale.length === 0) return undefined;
  const {
    changes: deleted,
    survivors,
    error,
  } = await deleteEntries(writer.context.cluster, stale, ownerLabels(kustomization));
  if (error) {
    run.fields.inventory = { entries: [...entries, ...survivors] };
    return { reason: 'PruneFailed', message: error };
  }
  await reportReady(run, 'Normal', printChanges(deleted));
  return undefined;
}

async function* checkHealth(
  run: Run,
  artifact: Artifact,
  changes: readonly Change[],
  drifted: boolean,
): AsyncGenerator<number, Failure | undefined, void> {
  const { kustomization, writer } = run;
  const objects = toCheck(kustomization, changes);
  if (objects.length === 0) {
    run.conditions = unmark(run.conditions, 'Healthy');
    return undefined;
  }
  const wasHealthy = hasStatus(run.conditions, 'Healthy', 'True');
  const message = `Running health checks for revision ${artifact.revision} with a timeout of ${printTimeout(kustomization)}`;
  run.conditions = mark(run.conditions, 'Reconciling', 'True', { reason: 'Progressing', message });
  run.conditions = mark(run.conditions, 'Healthy', 'Unknown', { reason: 'Progressing', message });
  await writeRun(run);
  const start = writer.context.now();
  const { timeout } = timingOf(kustomization);
  const error = yield* waitForObjects(writer.context.cluster, objects, { poll: healthPoll, timeout, failFast: true });
  const took = printDuration((writer.context.now() - start) / 1000);
  run.conditions = { ...run.conditions, now: writer.context.now() };
  if (error) {
    run.conditions = mark(run.conditions, 'Healthy', 'False', { reason: 'HealthCheckFailed', message: error });
    return { reason: 'HealthCheckFailed', message: `health check failed after ${took}: ${error}` };
  }
  const passed = `Health check passed in ${took}`;
  const isNew = artifact.revision !== kustomization.status?.lastAppliedRevision;
  if (!wasHealthy || (isNew && drifted)) await reportReady(run, 'Normal', passed);
  run.conditions = mark(run.conditions, 'Healthy', 'True', { reason: 'Succeeded', message: passed });
  return undefined;
}

/** Everything that was applied, or the objects listed, but never the Kustomization itself. */
function toCheck({ spec, metadata }: FluxKustomization, changes: readonly Change[]): readonly UnknownObject[] {
  const listed = (spec.healthChecks ?? []).map(
    ({ apiVersion = '', kind, name, namespace }): UnknownObject => ({
      apiVersion,
      kind,
      metadata: { name, namespace },
    }),
  );
  const applied = changes.filter(({ action }) => action !== 'skipped').map(({ object }) => object);
  const self = printRef({ kind: 'Kustomization', metadata });
  return (spec.wait ? applied : listed).filter((object) => printRef(object) !== self);
}

async function progress(run: Run, what: string, { revision }: Artifact): Promise<void> {
  const message = `${what} for revision ${revision} with a timeout of ${printTimeout(run.kustomization)}`;
  run.conditions = mark(run.conditions, 'Reconciling', 'True', { reason: 'Progressing', message });
  await writeRun(run);
}

const writeRun = (run: Run): Promise<void> => writeStatus(run.writer, run.kustomization, run.conditions, run.fields);

function setFalse(run: Run, reason: string, message: string): void {
  run.conditions = mark(run.conditions, 'Ready', 'False', { reason, message });
}

async function finish(run: Run, reason: string, message: string, requeueAfter: number) {
  setFalse(run, reason, message);
  await finishStatus(run);
  return { requeueAfter };
}

/** The last write of a run (finalizeStatus): the generation counts as observed only when the object is ready. */
async function finishStatus(run: Run): Promise<void> {
  const { metadata } = run.kustomization;
  const requested = metadata.annotations?.[requestedAtAnnotation];
  if (requested !== undefined) run.fields.lastHandledReconcileAt = requested;
  if (hasStatus(run.conditions, 'Ready', 'True')) {
    run.conditions = unmark(run.conditions, 'Reconciling');
    run.fields.observedGeneration = metadata.generation ?? 1;
  }
  const reconciling = findCondition(run.conditions, 'Reconciling');
  if (hasStatus(run.conditions, 'Ready', 'False') && reconciling) {
    run.conditions = mark(run.conditions, 'Reconciling', 'True', {
      reason: 'ProgressingWithRetry',
      message: reconciling.message ?? '',
    });
  }
  await writeRun(run);
}

const reportReady = (run: Run, type: 'Normal' | 'Warning', message: string) => {
  const fallback = type === 'Normal' ? 'info' : 'error';
  return report(run.writer, run.kustomization, type, {
    reason: findCondition(run.conditions, 'Ready')?.reason ?? fallback,
    message,
  });
};

/** Deletes what was applied when its policy says so, then lets the object go (finalize). */
async function finalize(writer: Writer, kustomization: FluxKustomization) {
  const entries: readonly InventoryEntry[] = kustomization.status?.inventory?.entries ?? [];
  const { spec } = kustomization;
  const policy = spec.deletionPolicy ?? 'MirrorPrune';
  const deletes = policy === 'MirrorPrune' ? spec.prune : policy === 'Delete' || policy === 'WaitForTermination';
  if (deletes && !spec.suspend && entries.length > 0) {
    const { changes, error } = await deleteEntries(writer.context.cluster, entries, ownerLabels(kustomization));
    if (error) {
      await report(writer, kustomization, 'Warning', {
        reason: 'error',
        message: 'pruning for deleted resource failed',
      });
      throw new Error(error);
    }
    await report(writer, kustomization, 'Normal', { reason: 'info', message: printChanges(changes) });
  }
  await removeFinalizer(writer, kustomization, finalizer);
  return undefined;
}
