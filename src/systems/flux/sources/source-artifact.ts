import type { Request } from '../../../cluster/controller.ts';
import type { KindRef } from '../../../kube/object.ts';
import type { Artifact, FluxSource } from '../read-objects.ts';
import { mark, unmark } from '../reconcile/conditions.ts';
import {
  addFinalizer,
  removeFinalizer,
  report,
  startConditions,
  type Writer,
  writeStatus,
} from '../reconcile/status.ts';

const finalizer = 'finalizers.fluxcd.io';

/** Field manager of source-controller, and the source of its events. */
export const sourceManager = 'source-controller';

/** A source to be reconciled, with its finalizer; undefined when it is gone, goes, is suspended or is none `isFetched` (e.g. a mere address). */
export async function takeUpSource(
  writer: Writer,
  kind: KindRef,
  { name, namespace }: Request,
  isFetched: (source: FluxSource) => boolean = () => true,
): Promise<FluxSource | undefined> {
  const source = await writer.context.cluster.get<FluxSource>(kind, name, namespace);
  if (!source) return undefined;
  if (source.metadata.deletionTimestamp) {
    await removeFinalizer(writer, source, finalizer);
    return undefined;
  }
  if (!isFetched(source)) return undefined;
  await addFinalizer(writer, source, finalizer);
  return source.spec.suspend ? undefined : source;
}

/** Says that an artifact is being made. Upstream: internal/controller/*_controller.go reconcileSource, reconcileArtifact. */
export async function announceBuilding(
  writer: Writer,
  source: FluxSource,
  message = 'building artifact',
): Promise<void> {
  let conditions = startConditions(source, writer.context.now());
  conditions = mark(conditions, 'Reconciling', 'True', { reason: 'Progressing', message });
  conditions = mark(conditions, 'Ready', 'Unknown', { reason: 'Progressing', message });
  await writeStatus(writer, source, conditions);
}

/** Says which artifact is stored; one that was there before is told of no more. */
export async function announceStored(
  writer: Writer,
  source: FluxSource,
  artifact: Artifact,
  { message, event = message, fields = {} }: StoredWords,
): Promise<void> {
  let conditions = unmark(startConditions(source, writer.context.now()), 'Reconciling', 'FetchFailed');
  conditions = mark(conditions, 'Ready', 'True', { reason: 'Succeeded', message });
  conditions = mark(conditions, 'ArtifactInStorage', 'True', { reason: 'Succeeded', message });
  const observedGeneration = source.metadata.generation ?? 1;
  await writeStatus(writer, source, conditions, { artifact, observedGeneration, ...fields });
  if (artifact !== source.status?.artifact)
    await report(writer, source, 'Normal', { reason: 'NewArtifact', message: event });
}

interface StoredWords {
  readonly message: string;
  /** Message of the event, where it differs. */
  readonly event?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Where source-controller hands out what it stores. */
export const artifactUrl = (path: string): string => `http://source-controller.flux-system.svc.cluster.local./${path}`;
