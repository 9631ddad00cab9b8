import { join } from 'node:path';
import type { FileTree } from '../core/file-tree.ts';
import type { RenderDisk } from './render-disk.ts';
import { type EditConflict, resolveEdits } from './render-edits.ts';
import { hashContent } from './render-manifest.ts';
import type { Remembered } from './render-memory.ts';
import { type FolderState, hashTree, planRender } from './render-plan.ts';

/** The folder that a tree is planned into. */
export interface PlannedFolder {
  readonly out: string;
  readonly disk: RenderDisk;
  readonly state: FolderState;
  /** Edited files count as ours. */
  readonly force?: boolean;
}

/** What rendering a tree into a folder would do, edits merged. Nothing is written. */
export async function planFolder(
  tree: FileTree,
  { out, disk, state, force }: PlannedFolder,
): Promise<Remembered & { readonly conflicts: readonly EditConflict[] }> {
  const hashes = hashTree(tree, hashContent);
  const read = (path: string) => disk.read(join(out, path)).toString('utf8');
  const resolved = await resolveEdits({ plan: planRender(hashes, state, force), tree, state, read });
  return { ...resolved, tree, hashes, state };
}
