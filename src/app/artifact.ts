import { createHash } from 'node:crypto';
import type { FileTree } from '../core/file-tree.ts';

/** A folder as Flux's source controller would hand it on: its files and a revision that changes with them. */
export interface Artifact {
  readonly tree: FileTree;
  /** `branch@sha1:<40 hex digits>`, as upstream writes Git revisions. */
  readonly revision: string;
}

/** The artifact of a tree on a branch. The same files give the same revision. */
export function artifactOf(tree: FileTree, branch: string): Artifact {
  const hash = createHash('sha1');
  for (const [path, text] of tree) hash.update(`${path}\0${text.length}\0${text}\0`);
  return { tree, revision: `${branch}@sha1:${hash.digest('hex')}` };
}
