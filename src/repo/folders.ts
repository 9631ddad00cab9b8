import { posix } from 'node:path';
import type { FileTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';

/** What stands in one folder: names, in text order. */
export interface Folder {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

const cache = new WeakMap<FileTree, ReadonlyMap<string, Folder>>();

/** All folders of a tree by path (`''` is the root). Computed once a tree. */
export function foldersOf(tree: FileTree): ReadonlyMap<string, Folder> {
  const known = cache.get(tree);
  if (known) return known;
  const folders = new Map<string, { files: string[]; folders: string[] }>([['', { files: [], folders: [] }]]);
  const open = (path: string): { files: string[]; folders: string[] } => {
    const existing = folders.get(path);
    if (existing) return existing;
    const made = { files: [], folders: [] };
    folders.set(path, made);
    open(parentOf(path)).folders.push(posix.basename(path));
    return made;
  };
  for (const path of tree.keys()) open(parentOf(path)).files.push(posix.basename(path));
  for (const folder of folders.values()) {
    folder.files.sort(compareText);
    folder.folders.sort(compareText);
  }
  cache.set(tree, folders);
  return folders;
}

/** Folder of a path; `''` for what stands at the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/**
 * Resolves a path against a folder of the tree: `''` is the root. Undefined when it leads out of the root.
 * An absolute path counts from the root, as Flux joins it (securejoin).
 */
export function resolvePath(folder: string, path: string): string | undefined {
  const joined = posix.normalize(path.startsWith('/') ? path.slice(1) || '.' : posix.join(folder || '.', path));
  if (joined === '..' || joined.startsWith('../')) return undefined;
  const trimmed = joined.replace(/\/$/, '');
  return trimmed === '.' ? '' : trimmed;
}
