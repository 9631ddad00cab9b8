import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { filterTree, overlayTree } from '../repo/lazy-tree.ts';
import { editConflict } from './edit-conflict.ts';
import { planFolder } from './plan-folder.ts';
import { realDisk } from './render-disk.ts';
import { readFolder } from './render-folder.ts';
import { manifestName } from './render-manifest.ts';

/** The tree as it would be pushed, and where it is not what the lab composes. */
export interface PushedTree {
  readonly tree: FileTree;
  readonly findings: readonly Finding[];
}

/**
 * What stands in the folder after `gatehouse render`: composed files over what is there. What a person wrote stays; edits of composed files
 * are merged as `render` does it, and what does not merge, or stands in the place of a composed file, stays too and is said. `standing` is
 * what the folder holds now.
 */
export async function overlayComposed(composed: FileTree, folder: string, standing: FileTree): Promise<PushedTree> {
  const state = readFolder(folder, composed.keys(), realDisk);
  const { plan, merges, conflicts } = await planFolder(composed, { out: folder, disk: realDisk, state });
  const gone = new Set<string>([manifestName, ...plan.removed]);
  const files = filterTree(standing, (path) => !gone.has(path));
  const inTheWay = new Set([...plan.edited, ...plan.conflicts.map(({ path }) => path)]);
  const kept = [...inTheWay].filter((path) => files.has(path));
  const keeps = new Set([...kept, ...merges.keys()]);
  const added = [...composed].filter(([path]) => !keeps.has(path));
  const foreign = new Set(plan.conflicts.filter(({ reason }) => reason === 'foreign').map(({ path }) => path));
  const unfit = new Map(conflicts.map((conflict) => [conflict.path, conflict]));
  const said = kept.map((path) => {
    const conflict = unfit.get(path);
    return conflict && composed.has(path) && conflict.lines.length > 0
      ? editConflict(conflict, 'warning')
      : differs(path, foreign.has(path) ? 'foreign' : 'edited');
  });
  return {
    tree: overlayTree(files, [...added, ...merges]),
    findings: [...said, ...[...merges.keys()].map(mergedFile)],
  };
}

const differs = (path: string, reason: 'foreign' | 'edited'): Finding => ({
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

const mergedFile = (path: string): Finding => ({
  code: 'file-not-composed',
  severity: 'info',
  file: path,
  message:
    'the file was edited since it was rendered: it is looked at with the edits merged into what the lab composes now',
  why: '`gatehouse render` merges edits with what is composed',
  hint: '`gatehouse render` writes it so; `--force` takes the composed one',
});
