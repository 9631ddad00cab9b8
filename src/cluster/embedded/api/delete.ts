import type { ObjectMeta, UnknownObject } from '../../../kube/object.ts';
import type { DeleteOptions } from '../../cluster.ts';
import { admitDeletion } from '../admission/pipeline.ts';
import { conflict, notFound } from './refusals.ts';
import { isFreed, removeObject } from './remove.ts';
import type { ApiState, ServedResource, Target, WriteRequest } from './state.ts';
import { timestamp } from './timestamp.ts';

/** What a deletion came to: gone at once, or marked and waiting for finalizers or a grace period. */
export interface Deletion {
  readonly object: UnknownObject;
  readonly gone: boolean;
}

/** Deletes an object, or marks it: apiserver pkg/registry/generic/registry/store.go Delete, pkg/registry/rest/delete.go. */
export function deleteObject(
  state: ApiState,
  { resource, namespace, name }: Target,
  options: DeleteOptions = {},
  request: WriteRequest = {},
): Deletion {
  admitDeletion({ state, resource, namespace, name });
  const old = state.store.get(resource.table, namespace, name);
  if (!old) throw notFound(resource, name);
  requirePreconditions(resource, old, options);
  const begins = old.metadata.deletionTimestamp === undefined;
  const { beforeDelete, afterWrite } = resource.own;
  const marked = mark(state, resource, begins && beforeDelete ? beforeDelete(old, state) : old, options);
  if (isFreed(resource, marked)) {
    if (!request.dryRun) removeObject(state, resource, marked);
    return { object: marked, gone: true };
  }
  if (marked === old || request.dryRun) return { object: marked, gone: false };
  const stored = state.store.put(resource.table, marked);
  afterWrite?.(stored, old, state);
  return { object: stored, gone: false };
}

/** apiserver pkg/registry/rest/delete.go BeforeDelete names the kind where others name the resource. */
const byKind = ({ group, kind }: ServedResource) => ({ group, plural: kind });

function requirePreconditions(resource: ServedResource, { metadata }: UnknownObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
    throw conflict(byKind(resource), metadata.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(byKind(resource), metadata.name, why);
  }
}

/** The object as deletion leaves it: finalizers by propagation policy, time of deletion, grace period. */
function mark(state: ApiState, resource: ServedResource, old: UnknownObject, options: DeleteOptions): UnknownObject {
  const finalizers = propagationFinalizers(resource, old.metadata, options);
  const grace = resource.own.gracePeriod?.(old, options) ?? 0;
  const marked = old.metadata.deletionTimestamp !== undefined;
  const shortened = marked && grace < (old.metadata.deletionGracePeriodSeconds ?? 0);
  const sameFinalizers = finalizers.length === (old.metadata.finalizers?.length ?? 0);
  if (marked && !shortened && sameFinalizers) return old;
  const metadata: Record<string, unknown> = { ...old.metadata };
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  if (!marked || shortened) {
    metadata.deletionTimestamp = timestamp(state.now() + goMilliseconds(grace));
    metadata.deletionGracePeriodSeconds = grace;
    if (!marked && old.metadata.generation) metadata.generation = old.metadata.generation + 1;
  }
  const object = { ...old, metadata: metadata as ObjectMeta };
  return resource.own.whenMarked?.(object) ?? object;
}

/** Seconds as a Go time.Duration, which wraps around after 292 years. */
const goMilliseconds = (seconds: number | bigint): number =>
  Number(BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n) / 1_000_000n);

function propagationFinalizers(
  resource: ServedResource,
  metadata: ObjectMeta,
  options: DeleteOptions,
): readonly string[] {
  const present = metadata.finalizers ?? [];
  const policy = options.propagationPolicy ?? impliedPolicy(resource, present);
  const others = present.filter((finalizer) => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion');
  if (policy === 'Orphan') return [...others, 'orphan'];
  if (policy === 'Foreground') return [...others, 'foregroundDeletion'];
  return others;
}

function impliedPolicy(resource: ServedResource, present: readonly string[]): DeleteOptions['propagationPolicy'] {
  if (present.includes('orphan')) return 'Orphan';
  if (present.includes('foregroundDeletion')) return 'Foreground';
  return resource.own.orphansDependents ? 'Orphan' : 'Background';
}
