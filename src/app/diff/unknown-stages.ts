import type { FileTree } from '../../core/file-tree.ts';
import { printRef } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { DiscoveredKustomization } from '../../repo/discover.ts';
import { isFluxKustomization, nameKey, specOf } from '../../repo/flux-objects.ts';
import type { Repository } from '../../repo/repository.ts';
import { type Change, type OpenQuestion, placeOf } from './contract.ts';

/** Kustomizations of which one side at least is not known. */
export interface UnknownStages {
  /** `namespace/name`: what they bring, and all below them. */
  readonly names: ReadonlySet<string>;
  /** What is wrong with them only now. */
  readonly changes: readonly Change[];
  readonly unknown: readonly OpenQuestion[];
}

/** A Kustomization on one side: what it is, and why it is not known what it brings. */
interface Stage {
  readonly at: SourcedObject;
  readonly parent?: string;
  readonly failure?: DiscoveredKustomization['failure'];
}

/** Kustomizations that cannot be built or followed on a side, `lost` that cannot be read there, and those that they bring. */
export function unknownStages(old: Repository, now: Repository, lost: readonly string[] = []): UnknownStages {
  const [before, after] = [stagesOf(old), stagesOf(now)];
  const failed = new Set<string>(lost);
  const changes: Change[] = [];
  const unknown: OpenQuestion[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(name), after.get(name)];
    if (failed.has(name) || (!was?.failure && !is?.failure)) continue;
    failed.add(name);
    const subject = printRef((is ?? was)!.at.object);
    const same = was?.failure?.message === is?.failure?.message;
    if (is?.failure && is.failure.reason !== 'NotModelled') {
      if (same) continue;
      const text = `cannot be built any more, and what it applied stays as it is: ${is.failure.message}`;
      changes.push({ subject, text, weight: 'danger', ...placeOf(is.at) });
    } else if (!same || mayDiffer(name, [old, now])) unknown.push({ subject, text: questionOf(was, is) });
  }
  for (const stages of [before, after])
    for (const [name, { parent }] of stages)
      if (parent !== undefined && parent !== name && failed.has(parent)) failed.add(name);
  return { names: failed, changes, unknown };
}

function questionOf(was: Stage | undefined, is: Stage | undefined): string {
  if (is?.failure) return `what it brings is not known: ${is.failure.message}`;
  return is
    ? `can be built now: what of it was in the cluster before is not known (${was?.failure?.message})`
    : `goes, and what it brought is not known: ${was?.failure?.message}`;
}

function stagesOf({ kustomizations, objects }: Repository): ReadonlyMap<string, Stage> {
  const followed = kustomizations.map((each): [string, Stage] => {
    const { kustomization: at, parent, failure } = each;
    return [nameKey(at.object), { at, ...(parent !== undefined && { parent }), ...(failure && { failure }) }];
  });
  const known = new Set(followed.map(([name]) => name));
  const others = objects
    .filter(({ object }) => isFluxKustomization(object) && !known.has(nameKey(object)))
    .map((at): [string, Stage] => [nameKey(at.object), { at, failure: notFollowed }]);
  return new Map([...others, ...followed]);
}

const notFollowed = { reason: 'NotModelled', message: 'it reads another source than this repository' } as const;

/** Whether something of what it may read differs: any file but those that only other Kustomizations read. */
function mayDiffer(name: string, [old, now]: readonly [Repository, Repository]): boolean {
  const folders = (wanted: boolean) =>
    [...old.kustomizations, ...now.kustomizations]
      .filter(({ kustomization: { object } }) => (nameKey(object) === name) === wanted)
      .map(({ kustomization: { object } }) => folderOf(String(specOf(object).path ?? '')));
  const [own, others] = [folders(true), folders(false)];
  // What others hold is none of this change, unless nothing here is followed at all.
  if (own.length === 0) return others.length === 0 && changedPaths(old.tree, now.tree).length > 0;
  const lies = (path: string, inside: readonly string[]) =>
    inside.some((folder) => folder !== '' && path.startsWith(`${folder}/`));
  return changedPaths(old.tree, now.tree).some((path) => lies(path, own) || !lies(path, others));
}

const folderOf = (path: string): string => path.replace(/^\.?\//, '').replace(/\/$/, '');

function changedPaths(old: FileTree, now: FileTree): readonly string[] {
  const paths = new Set([...old.keys(), ...now.keys()]);
  return [...paths].filter((path) => old.has(path) !== now.has(path) || old.get(path) !== now.get(path));
}
