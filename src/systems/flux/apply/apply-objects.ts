import type { Cluster } from '../../../cluster/cluster.ts';
import { KindNotServed, StatusError } from '../../../cluster/status-error.ts';
import { messageOf } from '../../../core/errors.ts';
import { equalJson, isJsonObject, withoutFields } from '../../../kube/json.ts';
import { printRef, type UnknownObject } from '../../../kube/object.ts';
import { waitForObjects } from '../../../operate/apply/wait-for-objects.ts';
import { applyStages } from './apply-order.ts';

export type ChangeAction = 'created' | 'configured' | 'unchanged' | 'deleted' | 'skipped';

/** What an apply did to one object. */
export interface Change {
  readonly object: UnknownObject;
  readonly action: ChangeAction;
}

export interface AppliedObjects {
  /** Of the stages that were applied completely. */
  readonly changes: readonly Change[];
  /** Why the apply ended early, in Flux's words. */
  readonly error?: string;
}

const stageTimeout = 60;
const stagePoll = 2;

/**
 * Staged server-side apply (fluxcd/pkg ssa/manager_apply.go ApplyAllStaged): each stage is tried as a whole before any of it is
 * written; definitions and classes are waited for. Yields seconds to wait.
 */
export async function* applyObjects(
  cluster: Cluster,
  manager: string,
  objects: readonly UnknownObject[],
  force: boolean,
): AsyncGenerator<number, AppliedObjects, void> {
  const changes: Change[] = [];
  for (const stage of applyStages(objects)) {
    const result = await applyStage(cluster, manager, stage.objects, force);
    if ('error' in result) return { changes, error: result.error };
    changes.push(...result.changes);
    if (!stage.waits) continue;
    const error = yield* waitForObjects(cluster, stage.objects, {
      poll: stagePoll,
      timeout: stageTimeout,
      failFast: false,
    });
    if (error) return { changes, error };
  }
  return { changes };
}

type StageResult = { readonly changes: readonly Change[] } | { readonly error: string };

async function applyStage(
  cluster: Cluster,
  manager: string,
  objects: readonly UnknownObject[],
  force: boolean,
): Promise<StageResult> {
  const changes: Change[] = [];
  for (const object of objects) {
    try {
      changes.push(await tryObject(cluster, manager, object, force));
    } catch (thrown) {
      return { error: dryRunError(object, thrown) };
    }
  }
  for (const { object, action } of changes) {
    if (action !== 'created' && action !== 'configured') continue;
    try {
      await cluster.apply(object, { fieldManager: manager, force: true });
    } catch (thrown) {
      return { error: `${printRef(object)} apply failed: ${messageOf(thrown)}` };
    }
  }
  return { changes };
}

const prefix = 'kustomize.toolkit.fluxcd.io/';

const says = (object: UnknownObject | undefined, key: string, value: string): boolean => {
  const { labels = {}, annotations = {} } = object?.metadata ?? {};
  const is = (text: string | undefined) => text?.toLowerCase() === value.toLowerCase();
  return is(labels[prefix + key]) || is(annotations[prefix + key]);
};

async function tryObject(cluster: Cluster, manager: string, object: UnknownObject, force: boolean): Promise<Change> {
  const { name, namespace } = object.metadata;
  const existing = await cluster.get(object, name, namespace);
  if (isSkipped(object, existing)) return { object, action: 'skipped' };
  const dryRun = () => cluster.apply(object, { fieldManager: manager, force: true, dryRun: true });
  let result: UnknownObject;
  try {
    result = await dryRun();
  } catch (thrown) {
    if (!existing || !(force || says(object, 'force', 'enabled')) || !isImmutable(thrown)) throw thrown;
    await cluster.delete(object, name, namespace, { propagationPolicy: 'Background' });
    result = await dryRun();
  }
  if (!existing) return { object, action: 'created' };
  return { object, action: hasDrifted(existing, result) ? 'configured' : 'unchanged' };
}

function isSkipped(object: UnknownObject, existing: UnknownObject | undefined): boolean {
  const off = [object, existing].some((each) => says(each, 'reconcile', 'disabled') || says(each, 'ssa', 'Ignore'));
  return off || (existing !== undefined && [object, existing].some((each) => says(each, 'ssa', 'IfNotPresent')));
}

/** ssa/errors/immutable.go */
function isImmutable(thrown: unknown): boolean {
  if (!(thrown instanceof StatusError)) return false;
  const { reason } = thrown.status;
  return reason === 'Conflict' || reason === 'Invalid' || /\simmutable|immutable\sfield/.test(thrown.message);
}

const serverFields = ['managedFields', 'resourceVersion', 'generation', 'creationTimestamp', 'uid'];

function hasDrifted(existing: UnknownObject, result: UnknownObject): boolean {
  const compared = (object: UnknownObject) => ({
    ...withoutFields(object, ['status']),
    metadata: withoutFields(object.metadata, serverFields),
  });
  return !equalJson(compared(existing), compared(result));
}

/** Text of a refused dry run (ssa/errors/errors.go). */
function dryRunError(object: UnknownObject, thrown: unknown): string {
  const subject = printRef(object);
  const message = messageOf(thrown);
  if (!(thrown instanceof StatusError) || thrown instanceof KindNotServed) {
    return `${subject} dry-run failed: ${message}`;
  }
  const { reason, details } = thrown.status;
  if (reason === 'NotFound') {
    return object.metadata.namespace
      ? `${subject} not found: ${message}`
      : `${subject} namespace not specified: ${message}`;
  }
  const conflict = details?.causes?.some((cause) => cause.reason === 'FieldManagerConflict');
  const shown = conflict ? 'FieldManagerConflict' : reason;
  return `${subject} dry-run failed${shown ? ` (${shown})` : ''}: ${message}`;
}

/** Objects as they are sent: text of Secrets encoded, labels of the owner and common metadata set (ssa/normalize). */
export function prepareObjects(
  objects: readonly UnknownObject[],
  labels: Readonly<Record<string, string>>,
  common: { labels?: Readonly<Record<string, string>>; annotations?: Readonly<Record<string, string>> } = {},
): readonly UnknownObject[] {
  return objects.map((object) => {
    const metadata = {
      ...object.metadata,
      labels: { ...object.metadata.labels, ...labels, ...common.labels },
      ...(common.annotations && { annotations: { ...object.metadata.annotations, ...common.annotations } }),
    };
    return encodeSecret({ ...object, metadata });
  });
}

function encodeSecret(object: UnknownObject): UnknownObject {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !isJsonObject(object.stringData)) return object;
  const encoded = Object.entries(object.stringData).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  const data = { ...(isJsonObject(object.data) ? object.data : {}), ...Object.fromEntries(encoded) };
  return { ...withoutFields(object, ['stringData']), data } as UnknownObject;
}
