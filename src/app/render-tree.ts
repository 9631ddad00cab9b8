import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { type FileTree, sortTree } from '../core/file-tree.ts';
import { planFolder } from './plan-folder.ts';
import { type RenderDisk, realDisk } from './render-disk.ts';
import type { EditConflict } from './render-edits.ts';
import { readFolder } from './render-folder.ts';
import { type FolderLock, hasLocks, lockFolder, openFolder } from './render-lock.ts';
import { type Manifest, manifestName, printManifest } from './render-manifest.ts';
import { manifestAfter, manifestDuring, type Remembered } from './render-memory.ts';
import { goneFrom, type RenderPlan, wouldChange } from './render-plan.ts';
import { commit, type FolderChange, stage } from './render-write.ts';
import { type RunNames, realRuns } from './run-owner.ts';

/** How a tree is written into a folder. */
export interface RenderOptions {
  /** Overwrites and removes files that Gatehouse did not write or that were edited since. */
  readonly force?: boolean;
  /** Plans only: nothing is written. */
  readonly check?: boolean;
  /** Ends the render as long as nothing is in place; after that it runs to its end. */
  readonly signal?: AbortSignal;
  readonly disk?: RenderDisk;
  readonly runs?: RunNames;
}

/** What a render did, or with `check` would do. */
export interface RenderResult extends RenderPlan {
  readonly out: string;
  /** Whether anything changed, or would. */
  readonly differs: boolean;
}

/** A result, and what the edits are that stand in the way. */
export interface Rendered {
  readonly result: RenderResult;
  readonly conflicts: readonly EditConflict[];
}

/**
 * Makes a folder hold a tree: writes what differs, each file whole or not at all, and removes what an earlier render wrote and the tree
 * no longer has. Other files of the folder stay. What was edited since is merged with what is composed now; where that does not fit, the
 * file stays as it is and all else is written. Rejects, before anything is changed, when a file that Gatehouse did not write stands in the
 * way, and when another render is at work there. Wherever it is killed, the next one ends as if it had not been.
 */
export const renderTree = async (tree: FileTree, out: string, options: RenderOptions = {}): Promise<RenderResult> =>
  (await renderMerging(tree, out, options)).result;

/** The same, with what edits stand in the way and why. */
export async function renderMerging(tree: FileTree, out: string, options: RenderOptions = {}): Promise<Rendered> {
  const disk = options.disk ?? realDisk;
  if (options.check || !hasLocks(out, disk)) {
    const state = readFolder(out, tree.keys(), disk);
    const planned = await planFolder(tree, { ...options, out, disk, state });
    if (options.check || isAsWanted(planned)) return resultOf(planned, out);
  }
  const undoFolder = openFolder(out, disk);
  try {
    const lock = await lockFolder(out, disk, options.runs ?? realRuns);
    return await renderLocked(tree, { ...options, out, disk, lock });
  } catch (thrown) {
    undoFolder();
    throw thrown;
  }
}

interface Locked extends RenderOptions {
  readonly out: string;
  readonly disk: RenderDisk;
  readonly lock: FolderLock;
}

type Planned = Remembered & Pick<Rendered, 'conflicts'>;

async function renderLocked(tree: FileTree, options: Locked): Promise<Rendered> {
  const { out, disk, lock } = options;
  try {
    // Read again: until the lock another render may have been at work.
    const state = readFolder(out, tree.keys(), disk, lock.name);
    const planned = await planFolder(tree, { ...options, state });
    if (planned.plan.conflicts.some(({ reason }) => reason === 'foreign')) throw refusal(out, planned.plan);
    if (!isAsWanted(planned)) {
      const change = changeFor(planned, options);
      await stage(change);
      if (options.signal?.aborted) throw new GatehouseError('interrupted: nothing was written', { exitCode: 130 });
      await commit(change);
    }
    return resultOf(planned, out);
  } finally {
    lock.release();
  }
}

function changeFor(planned: Planned, { out, disk, lock }: Locked): FolderChange {
  const { plan, tree, hashes, state, merges } = planned;
  const manifest = join(out, manifestName);
  const before = disk.kindOf(manifest) === 'nothing' ? undefined : disk.read(manifest).toString('utf8');
  const own = [...plan.created, ...plan.changed].map((path) => [path, tree.get(path) ?? ''] as const);
  return {
    out,
    disk,
    staging: lock.folder,
    files: sortTree([...own, ...merges]),
    removed: plan.removed,
    gone: goneFrom(hashes, state),
    manifests: {
      ...(before !== undefined && { before }),
      during: printManifest(manifestDuring(planned)),
      after: printManifest(manifestAfter(planned)),
    },
  };
}

const resultOf = ({ plan, conflicts }: Planned, out: string): Rendered => ({
  result: { ...plan, out, differs: wouldChange(plan) },
  conflicts,
});

/** Whether nothing is to be done, the manifest included. */
function isAsWanted(planned: Planned): boolean {
  const { created, changed, merged, removed } = planned.plan;
  const { written, writing, texts = new Map() } = planned.state;
  const after = manifestAfter(planned);
  return (
    created.length + changed.length + merged.length + removed.length === 0 &&
    !planned.plan.conflicts.some(({ reason }) => reason === 'foreign') &&
    writing.size === 0 &&
    sameEntries(after.written, written) &&
    sameEntries(after.texts ?? new Map(), texts)
  );
}

const sameEntries = (a: Manifest['written'], b: Manifest['written']): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

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
