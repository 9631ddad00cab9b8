import type { FileTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';

/** A file that Gatehouse may not touch: written by somebody else, or edited since Gatehouse wrote it. */
interface RenderConflict {
  readonly path: string;
  readonly reason: 'foreign' | 'edited';
}

/** What rendering a tree into a folder would do. Paths are in text order. */
export interface RenderPlan {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** Files that stand in the way; empty when they may be overwritten. */
  readonly conflicts: readonly RenderConflict[];
}

/** What is in a folder, as far as it concerns a tree. */
export interface FolderState {
  /** Content hashes of the files that Gatehouse wrote, by path. */
  readonly written: ReadonlyMap<string, string>;
  /** Content hashes of what is there now, by path; `unreadable` for what is no regular file. */
  readonly present: ReadonlyMap<string, string>;
}

/** Whether rendering would change anything in the folder. */
export const wouldChange = (plan: RenderPlan): boolean =>
  plan.created.length + plan.changed.length + plan.removed.length + plan.conflicts.length > 0;

/** Plans a render. `hashes` are those of the tree's files; with `force` foreign and edited files count as ours. */
export function planRender(hashes: ReadonlyMap<string, string>, state: FolderState, force = false): RenderPlan {
  const steps = [...new Set([...hashes.keys(), ...state.written.keys()])].sort(compareText).map((path) => ({
    path,
    step: stepFor(hashes.get(path), state.written.get(path), state.present.get(path), force),
  }));
  const pathsOf = (wanted: Step) => steps.filter(({ step }) => step === wanted).map(({ path }) => path);
  return {
    created: pathsOf('create'),
    changed: pathsOf('change'),
    removed: pathsOf('remove'),
    unchanged: pathsOf('keep'),
    conflicts: steps.flatMap(({ path, step }) =>
      step === 'foreign' || step === 'edited' ? { path, reason: step } : [],
    ),
  };
}

type Step = 'create' | 'change' | 'remove' | 'keep' | 'nothing' | RenderConflict['reason'];

function stepFor(wanted?: string, written?: string, present?: string, force?: boolean): Step {
  if (present === undefined) return wanted === undefined ? 'nothing' : 'create';
  if (present === wanted) return 'keep';
  if (present !== written && !force) return written === undefined ? 'foreign' : 'edited';
  return wanted === undefined ? 'remove' : 'change';
}

/** The tree's hashes by path. */
export const hashTree = (tree: FileTree, hash: (text: string) => string): ReadonlyMap<string, string> =>
  new Map([...tree].map(([path, text]) => [path, hash(text)]));
