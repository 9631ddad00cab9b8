import { isJsonObject, type JsonObject } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { RepositoryObject } from '../../../repo/repository.ts';
import type { Fate, OutlookInput, OwnerChange } from '../../outlook.ts';

const group = 'kustomize.toolkit.fluxcd.io';
const pruning = 'kustomize-controller internal/controller/kustomization_controller.go prune';
const ending = 'kustomize-controller internal/controller/kustomization_controller.go finalize';

/**
 * What becomes of an object that a Kustomization or a release brings no longer, by what stands in the cluster: the labels and annotations of
 * before, and the settings of its owner as they are after.
 */
export function fateOf({ before, after }: OwnerChange, was: OutlookInput, is: OutlookInput): Fate | undefined {
  if (before.madeBy !== undefined) return fateInRelease(before, after);
  if (before.appliedBy === undefined) return undefined;
  const protection = protectionOf(before.object);
  if (protection !== undefined)
    return { becomes: 'kept', why: `${group}/${protection}: disabled keeps it`, source: pruning };
  const owner = find(is, before.appliedBy);
  const fate = owner ? fateByOwner(owner, before.appliedBy) : fateByEnd(find(was, before.appliedBy), before.appliedBy);
  if (after?.appliedBy === undefined) return fate;
  return fate.becomes === 'kept'
    ? { becomes: 'adopted', why: `Kustomization ${after.appliedBy} takes it over` }
    : movedFate(before.appliedBy, after.appliedBy, is);
}

/** The annotation or label that keeps an object from being pruned. */
function protectionOf({ metadata }: UnknownObject): string | undefined {
  return ['prune', 'reconcile'].find((name) =>
    [metadata.labels, metadata.annotations].some((all) => all?.[`${group}/${name}`] === 'disabled'),
  );
}

function find({ ofKind }: OutlookInput, key: string): UnknownObject | undefined {
  return ofKind('Kustomization', group).find(
    ({ object: { metadata } }) => `${metadata.namespace ?? ''}/${metadata.name}` === key,
  )?.object;
}

const specOf = (object: UnknownObject | undefined): JsonObject => {
  const spec = object?.spec as JsonObject | undefined;
  return isJsonObject(spec) ? spec : {};
};

function fateByOwner(owner: UnknownObject, name: string): Fate {
  const { prune, suspend } = specOf(owner);
  if (suspend === true) return { becomes: 'kept', why: `Kustomization ${name} is suspended` };
  return prune === true
    ? { becomes: 'deleted', why: `Kustomization ${name} prunes`, source: pruning }
    : { becomes: 'kept', why: `Kustomization ${name} does not prune: it stays, and nobody keeps it` };
}

/** The Kustomization itself goes: what it applied goes with it, where it pruned. */
function fateByEnd(owner: UnknownObject | undefined, name: string): Fate {
  const { prune, suspend, deletionPolicy = 'MirrorPrune' } = specOf(owner);
  const deletes = deletionPolicy === 'MirrorPrune' ? prune === true : deletionPolicy !== 'Orphan';
  return deletes && suspend !== true
    ? { becomes: 'deleted', why: `Kustomization ${name} goes, and what it applied with it`, source: ending }
    : { becomes: 'kept', why: `Kustomization ${name} goes and leaves what it applied: nobody keeps it` };
}

/** Only what still has the labels of the old owner is pruned: it depends on who comes first, which dependsOn may decide. */
function movedFate(from: string, to: string, is: OutlookInput): Fate {
  if (dependsOn(is, from, to))
    return { becomes: 'adopted', why: `${from} waits for ${to}, which takes it over before`, source: pruning };
  if (dependsOn(is, to, from))
    return {
      becomes: 'deleted',
      why: `${to} waits for ${from}, which prunes it before: then it is made anew`,
      source: pruning,
    };
  return {
    becomes: 'deleted-or-adopted',
    why: `moves from ${from} to ${to}: where ${from} comes first it is deleted and made anew, else taken over`,
    source: pruning,
  };
}

function dependsOn(is: OutlookInput, from: string, to: string, seen = new Set<string>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const list = specOf(find(is, from)).dependsOn;
  const own = from.slice(0, from.indexOf('/'));
  const names = (Array.isArray(list) ? (list as readonly JsonObject[]) : []).map(
    ({ namespace, name }) => `${String(namespace ?? own)}/${String(name)}`,
  );
  return names.includes(to) || names.some((name) => dependsOn(is, name, to, seen));
}

const helm = 'helm pkg/action/upgrade.go, uninstall.go';

/** Helm deletes what the new version of a release has no longer, but for what says it is to be kept, and definitions of `crds/`. */
function fateInRelease({ object, madeBy }: RepositoryObject, after: RepositoryObject | undefined): Fate {
  if (object.metadata.annotations?.['helm.sh/resource-policy'] === 'keep')
    return { becomes: 'kept', why: `helm.sh/resource-policy: keep`, source: helm };
  if (after !== undefined)
    return {
      becomes: 'deleted-or-adopted',
      why: `moves out of ${madeBy}: Helm deletes it unless its new owner comes first`,
      source: helm,
    };
  return object.kind === 'CustomResourceDefinition'
    ? {
        becomes: 'deleted-or-kept',
        why: `${madeBy} has it no longer: Helm deletes what stands in templates of its chart, and leaves what stands in crds/`,
        source: helm,
      }
    : { becomes: 'deleted', why: `${madeBy} has it no longer`, source: helm };
}

/** Whether Flux deletes an object that cannot be changed, and makes it anew: `spec.force`, or the annotation (fluxcd/pkg ssa/manager_apply.go). */
export function makesAnew(object: UnknownObject, input: OutlookInput): boolean {
  const { labels, annotations } = object.metadata;
  if ([labels, annotations].some((all) => all?.[`${group}/force`] === 'enabled')) return true;
  const placed = input.objects.find((each) => each.object === object);
  return (
    placed?.appliedBy !== undefined &&
    placed.madeBy === undefined &&
    specOf(find(input, placed.appliedBy)).force === true
  );
}
