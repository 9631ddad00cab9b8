import { seconds } from '../kustomizations/semantics.ts';
import type { HelmRelease } from '../read-objects.ts';
import { type Conditions, mark, unmark } from '../reconcile/conditions.ts';
import { type Writer, writeStatus } from '../reconcile/status.ts';
import { requestedAtAnnotation } from '../reconcile/watches.ts';
import type { Action } from './semantics.ts';

/** One run over a HelmRelease: what it works on and what its status shows so far. */
export interface Run {
  readonly writer: Writer;
  readonly release: HelmRelease;
  conditions: Conditions;
  readonly fields: Record<string, unknown>;
}

export async function notReady(run: Run, reason: string, message: string, result: { requeueAfter: number }) {
  run.conditions = mark(run.conditions, 'Ready', 'False', { reason, message });
  await writeRun(run);
  return result;
}

/** Nobody knows what the release installs: it is taken for ready, with a reason that upstream does not have, so that it can be told. */
export async function assumeReady(run: Run, message: string) {
  run.conditions = mark(run.conditions, 'Ready', 'True', { reason: 'NotModelled', message });
  await finishReady(run);
  return { requeueAfter: seconds(run.release.spec.interval, 300) };
}

export async function stall(run: Run, action: Action, attempts: number): Promise<undefined> {
  run.conditions = mark(unmark(run.conditions, 'Reconciling'), 'Stalled', 'True', {
    reason: 'RetriesExceeded',
    message: `Failed to ${action} after ${attempts} attempt(s)`,
  });
  run.fields.observedGeneration = run.release.metadata.generation ?? 1;
  await writeRun(run);
  return undefined;
}

export async function finishReady(run: Run): Promise<void> {
  run.conditions = unmark(run.conditions, 'Reconciling', 'Stalled');
  await noteAsSeen(run);
}

/** Writes that the present generation, and the last request to look, have been seen. */
export async function noteAsSeen(run: Run): Promise<void> {
  run.fields.observedGeneration = run.release.metadata.generation ?? 1;
  const requested = run.release.metadata.annotations?.[requestedAtAnnotation];
  if (requested !== undefined) run.fields.lastHandledReconcileAt = requested;
  await writeRun(run);
}

export const writeRun = (run: Run): Promise<void> => writeStatus(run.writer, run.release, run.conditions, run.fields);
