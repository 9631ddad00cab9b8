import { GatehouseError } from '../core/errors.ts';
import { type FileTree, sortTree } from '../core/file-tree.ts';
import { type RenderDisk, realDisk } from './render-disk.ts';
import { hashContent, manifestName, printManifest, readFolder } from './render-folder.ts';
import { hashTree, planRender, type RenderPlan, wouldChange } from './render-plan.ts';
import { removeFiles, writeFiles } from './render-write.ts';

/** How a tree is written into a folder. */
export interface RenderOptions {
  /** Overwrites and removes files that Gatehouse did not write or that were edited since. */
  readonly force?: boolean;
  /** Plans only: nothing is written. */
  readonly check?: boolean;
  readonly disk?: RenderDisk;
}

/** What a render did, or with `check` would do. */
export interface RenderResult extends RenderPlan {
  readonly out: string;
  /** Whether anything changed, or would. */
  readonly differs: boolean;
}

/**
 * Makes a folder hold a tree: writes what differs, each file whole or not at all, and removes what an earlier render wrote and the tree
 * no longer has. Other files of the folder stay. Fails, before anything is changed, when a file that Gatehouse did not write, or that was
 * edited since, stands in the way.
 */
export function renderTree(tree: FileTree, out: string, options: RenderOptions = {}): RenderResult {
  const disk = options.disk ?? realDisk;
  const hashes = hashTree(tree, hashContent);
  const state = readFolder(out, tree.keys(), disk);
  const plan = planRender(hashes, state, options.force);
  const result = { ...plan, out, differs: wouldChange(plan) };
  if (options.check) return result;
  if (plan.conflicts.length > 0) throw refusal(out, plan);
  const files = [...plan.created, ...plan.changed].map((path) => [path, tree.get(path)!] as const);
  const manifest = sameHashes(hashes, state.written) ? [] : [[manifestName, printManifest(hashes)] as const];
  // The manifest comes last: after a crash before it, files with the wanted content are ours all the same.
  if (files.length + manifest.length > 0) writeFiles(out, new Map([...sortTree(files), ...manifest]), disk);
  removeFiles(out, plan.removed, disk);
  return result;
}

const sameHashes = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([path, hash]) => b.get(path) === hash);

function refusal(out: string, { conflicts }: RenderPlan): GatehouseError {
  const listed = conflicts
    .slice(0, 10)
    .map(
      ({ path, reason }) =>
        `  ${path} (${reason === 'edited' ? 'edited since it was rendered' : 'not written by Gatehouse'})`,
    );
  const more = conflicts.length > 10 ? [`  and ${conflicts.length - 10} more`] : [];
  const files = conflicts.length === 1 ? 'a file that is' : `${conflicts.length} files that are`;
  return new GatehouseError(`${out} has ${files} not Gatehouse's to overwrite:\n${[...listed, ...more].join('\n')}`, {
    hint: 'move them away or choose another folder with --out; --force overwrites them',
    exitCode: 1,
  });
}
