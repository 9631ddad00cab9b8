import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { type FileTree, sortTree } from '../core/file-tree.ts';
import { type RenderDisk, realDisk } from './render-disk.ts';
import { readFolder } from './render-folder.ts';
import { type FolderLock, hasLocks, lockFolder, openFolder } from './render-lock.ts';
import { hashContent, type Manifest, manifestName, printManifest } from './render-manifest.ts';
import {
  type FolderState,
  goneFrom,
  hashTree,
  manifestDuring,
  planRender,
  type RenderPlan,
  wouldChange,
} from './render-plan.ts';
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

/**
 * Makes a folder hold a tree: writes what differs, each file whole or not at all, and removes what an earlier render wrote and the tree
 * no longer has. Other files of the folder stay. Rejects, before anything is changed, when a file that Gatehouse did not write, or that was
 * edited since, stands in the way, and when another render is at work there. Wherever it is killed, the next one ends as if it had not been.
 */
export async function renderTree(tree: FileTree, out: string, options: RenderOptions = {}): Promise<RenderResult> {
  const disk = options.disk ?? realDisk;
  const hashes = hashTree(tree, hashContent);
  if (options.check || !hasLocks(out, disk)) {
    const state = readFolder(out, tree.keys(), disk);
    const plan = planRender(hashes, state, options.force);
    if (options.check || isAsWanted(plan, hashes, state)) return resultOf(plan, out);
  }
  const undoFolder = openFolder(out, disk);
  try {
    const lock = await lockFolder(out, disk, options.runs ?? realRuns);
    return await renderLocked(tree, hashes, { ...options, out, disk, lock });
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

type Hashes = ReadonlyMap<string, string>;

async function renderLocked(tree: FileTree, hashes: Hashes, options: Locked): Promise<RenderResult> {
  const { out, disk, lock } = options;
  try {
    // Read again: until the lock another render may have been at work.
    const state = readFolder(out, tree.keys(), disk, lock.name);
    const plan = planRender(hashes, state, options.force);
    if (plan.conflicts.length > 0) throw refusal(out, plan);
    if (!isAsWanted(plan, hashes, state)) {
      const change = changeFor(tree, { plan, hashes, state }, options);
      await stage(change);
      if (options.signal?.aborted) throw new GatehouseError('interrupted: nothing was written', { exitCode: 130 });
      await commit(change);
    }
    return resultOf(plan, out);
  } finally {
    lock.release();
  }
}

interface Planned {
  readonly plan: RenderPlan;
  readonly hashes: Hashes;
  readonly state: FolderState;
}

function changeFor(tree: FileTree, { plan, hashes, state }: Planned, { out, disk, lock }: Locked): FolderChange {
  const manifest = join(out, manifestName);
  const before = disk.kindOf(manifest) === 'nothing' ? undefined : disk.read(manifest).toString('utf8');
  return {
    out,
    disk,
    staging: lock.folder,
    files: sortTree([...plan.created, ...plan.changed].map((path) => [path, tree.get(path) ?? ''])),
    removed: plan.removed,
    gone: goneFrom(hashes, state),
    manifests: {
      ...(before !== undefined && { before }),
      during: printManifest(manifestDuring(plan, hashes, state)),
      after: printManifest({ written: hashes, writing: new Map() }),
    },
  };
}

const resultOf = (plan: RenderPlan, out: string): RenderResult => ({ ...plan, out, differs: wouldChange(plan) });

/** Whether nothing is to be done, the manifest included. */
const isAsWanted = (plan: RenderPlan, hashes: Hashes, { written, writing }: Manifest): boolean =>
  !wouldChange(plan) &&
  writing.size === 0 &&
  hashes.size === written.size &&
  [...hashes].every(([path, hash]) => written.get(path) === hash);

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
