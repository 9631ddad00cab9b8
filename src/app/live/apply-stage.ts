import { KindNotServed } from '../../cluster/status-error.ts';
import type { Finding } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { applySetId, asMember, groupKindOf, scopeOf } from '../../operate/apply/apply-set.ts';
import { pruningRound } from '../../operate/apply/prune.ts';
import { type AppliedObject, applyObject } from './apply-entry.ts';
import { awaitObjects, throwIfStopped } from './await-objects.ts';
import { type LiveOptions, neverReady } from './bringing.ts';
import type { DirectRun, StageOutcome } from './direct-run.ts';
import type { AppliedRow } from './live-report.ts';

/** Milliseconds for which what only needs a moment is tried again: webhooks that start, definitions that are not served yet. */
const patienceMs = 60_000;
const tryEvery = 2000;

/**
 * Applies objects as members of the set: namespaces and definitions first, then, once these are there, all else. The inventory is wider before
 * any of them is written. All are tried, and what was refused is told together.
 */
export async function applyStage(run: DirectRun, objects: readonly SourcedObject[]): Promise<StageOutcome> {
  const isFirst = ({ object }: SourcedObject) => pruningRound(object) !== 'plain';
  const first = await applyAll(run, objects.filter(isFirst));
  if (first.findings.length > 0) return first;
  const notThere = run.options.dryRun ? [] : await settle(run, first.members);
  if (notThere.length > 0) return { ...first, findings: notThere };
  const rest = await applyAll(
    run,
    objects.filter((each) => !isFirst(each)),
  );
  return {
    applied: [...first.applied, ...rest.applied],
    findings: rest.findings,
    members: [...first.members, ...rest.members],
  };
}

async function settle({ options }: DirectRun, members: readonly UnknownObject[]): Promise<readonly Finding[]> {
  const missing = await awaitObjects(options, members, options.real.now() + patienceMs);
  return missing.map(({ ref, message, status }) => neverReady({ object: ref, message, reason: status }, options.named));
}

async function applyAll(run: DirectRun, objects: readonly SourcedObject[]): Promise<StageOutcome> {
  if (objects.length === 0) return { applied: [], findings: [], members: [] };
  const { options, set, inventory } = run;
  const id = applySetId(set);
  const placed = await placeObjects(options, objects);
  const members = placed.map((each) => ({ ...each, object: asMember(each.object, id) }));
  await inventory.widen(scopeOf(members.map(({ object }) => object)));
  const results = new Map<SourcedObject, AppliedObject>();
  const end = options.real.now() + patienceMs;
  for (let pending: readonly SourcedObject[] = members; ; ) {
    for (const each of pending) {
      throwIfStopped(options);
      results.set(each, await applyObject(options.real, each, options.dryRun));
    }
    pending = pending.filter((each) => isPassing(results.get(each)));
    if (pending.length === 0 || options.dryRun || options.real.now() >= end) break;
    await options.wait(tryEvery);
  }
  return gather(run, members, results);
}

function gather(
  { options, isLater }: DirectRun,
  members: readonly SourcedObject[],
  results: ReadonlyMap<SourcedObject, AppliedObject>,
): StageOutcome {
  const applied: AppliedRow[] = [];
  const findings: Finding[] = [];
  for (const each of members) {
    const result = results.get(each)!;
    if ('row' in result) applied.push(result.row);
    else if (options.dryRun && isLater(each.object, result.refused))
      applied.push({ object: result.finding.object ?? '', outcome: 'later' });
    else findings.push(result.finding);
  }
  return { applied, findings, members: members.map(({ object }) => object) };
}

/** Each in the namespace that kubectl would take: `default` where its kind has one and nothing says which. */
async function placeObjects(
  { real }: LiveOptions,
  objects: readonly SourcedObject[],
): Promise<readonly SourcedObject[]> {
  if (objects.every(({ object }) => object.metadata.namespace)) return objects;
  const served = await real.resources();
  const namespaced = new Set(
    served
      .filter((each) => each.namespaced)
      .map(({ group, kind }) => groupKindOf({ apiVersion: group === '' ? 'v1' : `${group}/v1`, kind })),
  );
  return objects.map((each) => {
    const { object } = each;
    if (object.metadata.namespace || !namespaced.has(groupKindOf(object))) return each;
    return { ...each, object: { ...object, metadata: { ...object.metadata, namespace: 'default' } } };
  });
}

/** Whether a refusal may be over in a moment. */
function isPassing(result: AppliedObject | undefined): boolean {
  if (!result || 'row' in result) return false;
  const { refused } = result;
  if (refused instanceof KindNotServed) return true;
  const { code, message } = refused.status;
  return code === 503 || /failed calling webhook|being terminated/.test(message);
}
