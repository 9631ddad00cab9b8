import type { FileTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';
import { mergeTexts, type TextConflict } from './merge-text.ts';
import { hashContent } from './render-manifest.ts';
import { standingHash } from './render-memory.ts';
import { findMoves } from './render-moves.ts';
import { type FolderState, goneFrom, type RenderMove, type RenderPlan } from './render-plan.ts';

/** A plan by hashes, and what it was made from. */
export interface PlannedByHash {
  readonly plan: RenderPlan;
  readonly tree: FileTree;
  readonly state: FolderState;
  /** Text of a file of the folder. */
  readonly read: (path: string) => string;
}

/** Edits that do not fit what is composed now; no lines where nobody knows what was edited, or where nothing is composed any more. */
export interface EditConflict {
  readonly path: string;
  readonly lines: readonly TextConflict[];
}

/** A plan in which every edited file is merged, left as it is, or in the way. */
export interface ResolvedPlan {
  readonly plan: RenderPlan;
  /** Texts of the merged files. */
  readonly merges: ReadonlyMap<string, string>;
  readonly conflicts: readonly EditConflict[];
}

/** What becomes of one edited file. */
type Outcome =
  | { readonly kept: string }
  | { readonly merged: string; readonly text: string; readonly from?: string }
  | EditConflict;

/** Merges edits three-way with what is composed now; those of a file that moved are carried along. */
export async function resolveEdits(planned: PlannedByHash): Promise<ResolvedPlan> {
  const { plan } = planned;
  const moved = movesOf(planned);
  const outcomes: Outcome[] = [];
  const carried = new Set<string>();
  for (const { from, to } of moved.filter(({ from }) => isEdited(plan, from))) {
    const outcome = await carryEdits(planned, from, to);
    outcomes.push(outcome);
    if ('merged' in outcome) carried.add(from).add(to);
    else carried.add(from);
  }
  for (const { path, reason } of plan.conflicts) {
    if (reason === 'edited' && !carried.has(path)) outcomes.push(await mergeEdits(planned, path));
  }
  return applyOutcomes({ ...plan, moved }, outcomes);
}

const isEdited = (plan: RenderPlan, path: string) =>
  plan.conflicts.some((conflict) => conflict.path === path && conflict.reason === 'edited');

function movesOf({ tree, state }: PlannedByHash): readonly RenderMove[] {
  const known = (path: string) => state.texts?.get(standingHash(path, state) ?? '');
  const gone = goneFrom(new Map([...tree.keys()].map((path) => [path, ''])), state)
    .filter((path) => state.present.has(path))
    .flatMap((path) => {
      const text = known(path);
      return text === undefined ? [] : [[path, text] as const];
    });
  if (gone.length === 0) return [];
  const fresh = [...tree].filter(([path]) => !state.written.has(path));
  return findMoves(new Map(gone), new Map(fresh));
}

async function mergeEdits({ tree, state, read }: PlannedByHash, path: string): Promise<Outcome> {
  const base = state.texts?.get(standingHash(path, state) ?? '');
  const composed = tree.get(path);
  if (base === undefined || composed === undefined || !isText(state, path)) return { path, lines: [] };
  if (base === composed) return { kept: path };
  const yours = read(path);
  const merge = await mergeTexts(path, { base, yours, composed });
  if ('conflicts' in merge) return { path, lines: merge.conflicts };
  return merge.text === yours ? { kept: path } : { merged: path, text: merge.text };
}

async function carryEdits({ tree, state, read }: PlannedByHash, from: string, to: string): Promise<Outcome> {
  const base = state.texts?.get(standingHash(from, state) ?? '');
  const composed = tree.get(to);
  if (base === undefined || composed === undefined || !isText(state, from)) return { path: from, lines: [] };
  const merge = await mergeTexts(to, { base, yours: read(from), composed });
  if ('conflicts' in merge) return { path: from, lines: merge.conflicts };
  // Only what an earlier run put there may be replaced.
  const there = state.present.get(to);
  const free = there === undefined || there === hashContent(merge.text) || there === hashContent(composed);
  return free ? { merged: to, text: merge.text, from } : { path: from, lines: [] };
}

const isText = (state: FolderState, path: string): boolean => state.present.get(path) !== 'unreadable';

function applyOutcomes(plan: RenderPlan, outcomes: readonly Outcome[]): ResolvedPlan {
  const merged = outcomes.filter((outcome) => 'merged' in outcome);
  const edited = outcomes.flatMap((outcome) => ('kept' in outcome ? outcome.kept : [])).sort(compareText);
  const conflicts = outcomes.filter((outcome) => 'path' in outcome);
  const settled = new Set([...merged.map(({ merged }) => merged), ...edited]);
  const without = (paths: readonly string[]) => paths.filter((path) => !settled.has(path));
  const left = merged.flatMap(({ from }) => from ?? []);
  return {
    plan: {
      ...plan,
      created: without(plan.created),
      changed: without(plan.changed),
      unchanged: without(plan.unchanged),
      removed: [...plan.removed, ...left].sort(compareText),
      merged: merged.map(({ merged }) => merged).sort(compareText),
      edited,
      conflicts: plan.conflicts.filter(({ path }) => !settled.has(path) && !left.includes(path)),
    },
    merges: new Map(merged.map(({ merged, text }) => [merged, text])),
    conflicts,
  };
}
