import type { FileTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';
import type { Manifest } from './render-manifest.ts';

/** A file that Gatehouse may not touch: written by somebody else, or edited since Gatehouse wrote it. */
export interface RenderConflict {
  readonly path: string;
  readonly reason: 'foreign' | 'edited';
}

/** One object whose file has another path than before. */
export interface RenderMove {
  readonly from: string;
  readonly to: string;
}

/** What rendering a tree into a folder would do. Paths are in text order. */
export interface RenderPlan {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** Files into whose edits a new composition is merged; no other list has them. */
  readonly merged: readonly string[];
  /** Edited files that stay as they are: what is composed for them did not change. */
  readonly edited: readonly string[];
  /** What stands elsewhere now; its paths are among those created, merged and removed. */
  readonly moved: readonly RenderMove[];
  /** Files that stand in the way; empty when they may be overwritten. */
  readonly conflicts: readonly RenderConflict[];
}

/** What is in a folder, as far as it concerns a tree. */
export interface FolderState extends Manifest {
  /** Content hashes of what is there now, by path; `unreadable` for what is no regular file. */
  readonly present: ReadonlyMap<string, string>;
}

/** Whether rendering would change anything in the folder. */
export const wouldChange = (plan: RenderPlan): boolean =>
  plan.created.length + plan.changed.length + plan.merged.length + plan.removed.length + plan.conflicts.length > 0;

/** Plans a render by hashes alone. `hashes` are those of the tree's files; with `force` foreign and edited files count as ours. */
export function planRender(hashes: ReadonlyMap<string, string>, state: FolderState, force = false): RenderPlan {
  const paths = [...new Set([...hashes.keys(), ...state.written.keys(), ...state.writing.keys()])];
  const steps = paths.sort(compareText).map((path) => ({
    path,
    step: stepFor(hashes.get(path), ownHashes(path, state), state.present.get(path), force),
  }));
  const pathsOf = (wanted: Step) => steps.filter(({ step }) => step === wanted).map(({ path }) => path);
  return {
    created: pathsOf('create'),
    changed: pathsOf('change'),
    removed: pathsOf('remove'),
    unchanged: pathsOf('keep'),
    ...{ merged: [], edited: [], moved: [] },
    conflicts: steps.flatMap(({ path, step }) =>
      step === 'foreign' || step === 'edited' ? { path, reason: step } : [],
    ),
  };
}

type Step = 'create' | 'change' | 'remove' | 'keep' | 'nothing' | RenderConflict['reason'];

function stepFor(wanted: string | undefined, own: readonly string[], present?: string, force?: boolean): Step {
  if (present === undefined) return wanted === undefined ? 'nothing' : 'create';
  if (present === wanted) return 'keep';
  if (!own.includes(present) && !force) return own.length === 0 ? 'foreign' : 'edited';
  return wanted === undefined ? 'remove' : 'change';
}

/** What a file of ours may hold: what was written, and what a render that was stopped was about to write. */
export const ownHashes = (path: string, { written, writing }: Manifest): string[] =>
  [written.get(path), writing.get(path)].filter((hash) => hash !== undefined);

/** Paths of ours that the tree has no more, whether or not their files are still there. */
export const goneFrom = (hashes: ReadonlyMap<string, string>, { written, writing }: Manifest): readonly string[] =>
  [...new Set([...written.keys(), ...writing.keys()])].filter((path) => !hashes.has(path)).sort(compareText);

/** The tree's hashes by path. */
export const hashTree = (tree: FileTree, hash: (text: string) => string): ReadonlyMap<string, string> =>
  new Map([...tree].map(([path, text]) => [path, hash(text)]));
