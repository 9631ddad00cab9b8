import type { FileTree } from '../core/file-tree.ts';
import { sortTree } from '../core/file-tree.ts';
import { asObject } from '../kube/as-object.ts';
import { groupOf, type UnknownObject, versionOf } from '../kube/object.ts';
import { parseSelector } from '../kube/selector-parse.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import type { LabPatch } from '../lab/lab-core.ts';
import { addPatches, isKustomization, remotesOf, resourcesOf } from './kustomization-text.ts';
import { type PatchEntry, patchEntry, targetOf } from './patch-entry.ts';

/** A composed tree with a person's patches in it, and which of them found nothing to change. */
export interface PatchedTree {
  readonly tree: FileTree;
  readonly unmatched: readonly UnmatchedPatch[];
}

/** Patches in the order of the lab file, and the names of the releases that there are. */
export interface WantedPatches {
  readonly patches: readonly LabPatch[];
  readonly releases: ReadonlySet<string>;
  /** Texts of published manifests by the addresses that kustomizations name them by. */
  readonly remotes?: ReadonlyMap<string, string>;
}

/** A patch that changes nothing. */
export interface UnmatchedPatch {
  readonly index: number;
  readonly reason: string;
}

/**
 * Puts each patch into the kustomization of every folder that holds an object it is for, in the order of the lab file. `own` are files of a
 * person that the kustomizations list, too. Patches of a release stand in the release already.
 */
export async function placePatches(
  tree: FileTree,
  own: FileTree,
  { patches, releases, remotes }: WantedPatches,
): Promise<PatchedTree> {
  if (patches.length === 0) return { tree, unmatched: [] };
  const tests = await Promise.all(patches.map(targetTest));
  const placed = new Set<number>();
  const files = [...tree].map(([path, text]): [string, string] => {
    if (!isKustomization(path)) return [path, text];
    const objects = [
      ...resourcesOf(path, text).flatMap((file) => objectsOf(file, tree.get(file) ?? own.get(file))),
      ...remotesOf(text).flatMap((url) => objectsOf(url, remotes?.get(url))),
    ];
    const entries = patches.flatMap((patch, index): PatchEntry[] => {
      const test = tests[index]!;
      const [first] = patch.release === undefined && typeof test === 'function' ? objects.filter(test) : [];
      if (!first) return [];
      placed.add(index);
      return [patchEntry(patch, { apiVersion: first.apiVersion, kind: first.kind, name: first.metadata.name })];
    });
    return [path, entries.length === 0 ? text : addPatches(text, entries)];
  });
  const unmatched = patches.flatMap((patch, index): UnmatchedPatch[] => {
    const test = tests[index]!;
    const { release } = patch;
    if (release !== undefined && !releases.has(release)) return [{ index, reason: `there is no release ${release}` }];
    if (typeof test === 'string') return [{ index, reason: test }];
    if (release !== undefined) return [];
    return placed.has(index) ? [] : [{ index, reason: 'no object of the repository is what its target selects' }];
  });
  return { tree: sortTree(files), unmatched };
}

const objectsOf = (path: string, text: string | undefined): readonly UnknownObject[] =>
  text === undefined ? [] : readDocuments(text, path).documents.flatMap(({ value }) => asObject(value) ?? []);

/** Whether an object is what a patch is for, or why that cannot be said (kustomize api/resmap/reswrangler.go Select). */
async function targetTest(patch: LabPatch): Promise<((object: UnknownObject) => boolean) | string> {
  const target = targetOf(patch);
  if (!target) return 'it has no target, and names no object by kind and name';
  const { compileGoRegexp } = await import('../core/go-regexp.ts');
  const tests: ((object: UnknownObject) => boolean)[] = [];
  for (const [field, read] of Object.entries(fields)) {
    const pattern = target[field as keyof typeof fields];
    if (pattern === undefined) continue;
    const compiled = compileGoRegexp(`^(?:${pattern})$`);
    if ('problem' in compiled) return compiled.problem;
    tests.push((object) => compiled.regexp.matches(read(object)));
  }
  for (const [field, read] of Object.entries(selected)) {
    const text = target[field as keyof typeof selected];
    const selector = text === undefined ? undefined : parseSelector(text);
    if (selector && !('matches' in selector)) return selector.error;
    if (selector) tests.push((object) => selector.matches(read(object)));
  }
  return (object) => tests.every((test) => test(object));
}

const fields = {
  group: ({ apiVersion }: UnknownObject) => groupOf(apiVersion),
  version: ({ apiVersion }: UnknownObject) => versionOf(apiVersion),
  kind: ({ kind }: UnknownObject) => kind,
  name: ({ metadata }: UnknownObject) => metadata.name,
  namespace: ({ metadata }: UnknownObject) => metadata.namespace ?? '',
};

const selected = {
  labelSelector: ({ metadata }: UnknownObject) => metadata.labels ?? {},
  annotationSelector: ({ metadata }: UnknownObject) => metadata.annotations ?? {},
};
