import type { Cluster } from '../../cluster/cluster.ts';
import { StatusError } from '../../cluster/status-error.ts';
import type { Finding } from '../../core/finding.ts';
import { type KubeObject, printRef, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { Delivers } from '../../systems/delivery.ts';
import type { AppliedRow } from './live-report.ts';

/** Whose fields these are: what others own is never taken from them. */
export const fieldManager = 'gatehouse';

/** What became of one object: as it is in the cluster now, or why it was refused. */
export type AppliedObject =
  | { readonly row: AppliedRow; readonly after: KubeObject }
  | { readonly refused: StatusError; readonly finding: Finding };

/**
 * Applies objects server-side in their order, as `kubectl apply --server-side` does. What is owned by others is not forced: each conflict
 * is an error that names them. Applied again, nothing changes.
 */
export async function applyObjects(
  cluster: Pick<Cluster, 'get' | 'apply'>,
  objects: readonly SourcedObject[],
  dryRun: boolean,
): Promise<{ readonly applied: readonly AppliedRow[]; readonly findings: readonly Finding[] }> {
  const applied: AppliedRow[] = [];
  const findings: Finding[] = [];
  for (const object of objects) {
    const done = await applyObject(cluster, object, dryRun);
    if ('row' in done) applied.push(done.row);
    else findings.push(done.finding);
  }
  return { applied, findings };
}

/** Applies one object. Rejects where the API does not answer. */
export async function applyObject(
  cluster: Pick<Cluster, 'get' | 'apply'>,
  { object, origin }: SourcedObject,
  dryRun: boolean,
): Promise<AppliedObject> {
  const { apiVersion, kind, metadata } = object;
  try {
    const before = await cluster.get({ apiVersion, kind }, metadata.name, metadata.namespace);
    const after = await cluster.apply(object, { fieldManager, dryRun });
    return { row: { object: printRef(object), outcome: outcomeOf(before, after) }, after };
  } catch (thrown) {
    if (!(thrown instanceof StatusError)) throw thrown;
    const place = { object: printRef(object), file: origin?.file, line: origin?.line };
    return { refused: thrown, finding: { ...place, ...refused(thrown) } };
  }
}

function outcomeOf(before: UnknownObject | undefined, after: KubeObject): AppliedRow['outcome'] {
  if (!before) return 'created';
  return before.metadata.generation === after.metadata.generation &&
    before.metadata.resourceVersion === after.metadata.resourceVersion
    ? 'unchanged'
    : 'changed';
}

function refused({ message, status }: StatusError): Pick<Finding, 'code' | 'severity' | 'message' | 'why' | 'hint'> {
  const owned = status.reason === 'Conflict' ? (status.details?.causes ?? []) : [];
  if (owned.length > 0)
    return {
      code: 'field-owned-by-another',
      severity: 'error',
      message: owned.map((each) => `${each.field}: ${each.message}`).join('; '),
      why: 'a field that another manager has written is not taken from it unless it is forced (kubernetes docs reference/using-api/server-side-apply)',
      hint: 'let the other give it up, or write the same value; nothing is forced here',
    };
  return {
    code: 'entry-rejected',
    severity: 'error',
    message,
    why: 'the API server said so',
    hint: 'correct the object, or what it needs to be taken: `gatehouse doctor` looks further',
  };
}

/** Asks those of these objects that deliver to look at once. `at` is any text that was not there before. Gives what was asked. */
export async function askToLook(
  cluster: Pick<Cluster, 'patch'>,
  objects: readonly KubeObject[],
  { asked, askedBy }: Delivers,
  at: string,
): Promise<readonly string[]> {
  const isAsked = ({ apiVersion, kind }: KubeObject) =>
    asked.some((each) => each.apiVersion.split('/')[0] === apiVersion.split('/')[0] && each.kind === kind);
  const told = objects.filter(isAsked);
  for (const object of told) {
    const { apiVersion, kind, metadata } = object;
    const body = { metadata: { annotations: { [askedBy]: at } } };
    await cluster.patch({ apiVersion, kind }, metadata.name, metadata.namespace, { type: 'merge', body, fieldManager });
  }
  return told.map(printRef);
}
