import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { filterTree, overlayTree } from '../repo/lazy-tree.ts';
import { realDisk } from './render-disk.ts';
import { readFolder } from './render-folder.ts';
import { hashContent, manifestName } from './render-manifest.ts';
import { hashTree, planRender } from './render-plan.ts';

/** The tree as it would be pushed, and where it is not what the lab composes. */
export interface PushedTree {
  readonly tree: FileTree;
  readonly findings: readonly Finding[];
}

/**
 * What stands in the folder after `gatehouse render`: composed files over what is there. What a person wrote stays; a file that was edited
 * since it was rendered, or that somebody else wrote in the place of a composed one, stays too, for `render` does not overwrite it, and is
 * said. `standing` is what the folder holds now.
 */
export function overlayComposed(composed: FileTree, folder: string, standing: FileTree): PushedTree {
  const plan = planRender(hashTree(composed, hashContent), readFolder(folder, composed.keys(), realDisk));
  const gone = new Set<string>([manifestName, ...plan.removed]);
  const files = filterTree(standing, (path) => !gone.has(path));
  const kept = plan.conflicts.filter(({ path }) => files.has(path));
  const keeps = new Set(kept.map(({ path }) => path));
  const added = [...composed].filter(([path]) => !keeps.has(path));
  return { tree: overlayTree(files, added), findings: kept.map(differs) };
}

const differs = ({ path, reason }: { readonly path: string; readonly reason: 'foreign' | 'edited' }): Finding => ({
  code: 'file-not-composed',
  severity: 'warning',
  file: path,
  message:
    reason === 'edited'
      ? 'the file was edited since it was rendered: it is looked at as it stands, not as the lab composes it'
      : 'the file stands where the lab composes one: it is looked at as it stands',
  why: '`gatehouse render` does not overwrite what it did not write',
  hint: 'say it in the lab file, or in a file of your own beside it; `gatehouse render --force` takes the composed one',
});
