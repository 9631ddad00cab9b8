import { dirname, join, resolve } from 'node:path';
import type { SourcedObject } from '../kube/origin.ts';
import { isFluxKustomization, specOf } from '../repo/flux-objects.ts';
import { readObjectsInTurns } from '../repo/objects.ts';
import type { Surroundings } from './surroundings.ts';

/** Folders above one that are looked at where no `.git` says where a repository begins. */
const levels = 6;

/**
 * The root of the repository that a folder is a part of: the nearest folder from which the paths of its Kustomizations count, not above the
 * one with `.git`. The folder itself where none is, or where it has no Kustomizations.
 */
export async function repositoryRoot(folder: string, around: Surroundings): Promise<string> {
  const { exists } = around;
  const own = resolve(folder);
  if (await exists(join(own, '.git'))) return folder;
  const paths = await pathsIn(folder, around);
  if (paths.length === 0) return folder;
  for (const candidate of [own, ...(await foldersAbove(own, exists))]) {
    for (const path of paths) if (await exists(join(candidate, path))) return candidate === own ? folder : candidate;
  }
  return folder;
}

/** The folders above one, nearest first, up to the one with `.git`. */
async function foldersAbove(own: string, exists: Surroundings['exists']): Promise<readonly string[]> {
  const above: string[] = [];
  for (let at = dirname(own); at !== dirname(at); at = dirname(at)) {
    above.push(at);
    if (await exists(join(at, '.git'))) return above;
  }
  return above.slice(0, levels);
}

/** The paths that the Kustomizations of a folder name, but for that of the root. */
async function pathsIn(folder: string, { readFolder }: Surroundings): Promise<readonly string[]> {
  const objects = await readObjectsInTurns((await readFolder(folder)).tree);
  const paths = objects.flatMap(({ object }: SourcedObject) => {
    const { path } = specOf(object);
    return isFluxKustomization(object) && typeof path === 'string' ? [join('.', path)] : [];
  });
  return [...new Set(paths)].filter((path) => path !== '.' && path !== './' && !path.startsWith('..'));
}
