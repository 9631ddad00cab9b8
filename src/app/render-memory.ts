import type { FileTree } from '../core/file-tree.ts';
import { hashContent, type Manifest } from './render-manifest.ts';
import { type FolderState, ownHashes, type RenderPlan } from './render-plan.ts';

/** What was planned, and from what. */
export interface Remembered {
  readonly plan: RenderPlan;
  readonly tree: FileTree;
  readonly hashes: ReadonlyMap<string, string>;
  readonly state: FolderState;
  /** Texts of the plan's merged files. */
  readonly merges: ReadonlyMap<string, string>;
}

/**
 * What the folder remembers while a plan is carried out: all that is ours before it and all that will be, so that wherever it is stopped
 * the next render knows every file.
 */
export function manifestDuring({ plan, tree, hashes, state, merges }: Remembered): Manifest {
  const written = new Map<string, string>();
  for (const path of new Set([...state.written.keys(), ...state.writing.keys()])) {
    const hash = standingHash(path, state);
    if (hash !== undefined) written.set(path, hash);
  }
  // What somebody else wrote just as it is wanted becomes ours at once.
  for (const path of plan.unchanged) written.set(path, hashes.get(path) ?? '');
  const begun = [...plan.created, ...plan.changed, ...plan.merged];
  const writing = new Map(begun.map((path) => [path, hashes.get(path) ?? '']));
  const merging = new Map([...merges].map(([path, text]) => [path, hashContent(text)]));
  return { written, writing, merging, texts: textsFor([written, writing], { tree, hashes, state }) };
}

/** What the folder remembers after it: what is composed, and of a file in the way what was composed before. */
export function manifestAfter({ plan, tree, hashes, state }: Remembered): Manifest {
  const written = new Map(hashes);
  for (const { path } of plan.conflicts) {
    const hash = standingHash(path, state);
    if (hash === undefined) written.delete(path);
    else written.set(path, hash);
  }
  return { written, writing: new Map(), texts: textsFor([written], { tree, hashes, state }) };
}

/** Hash of what was composed for the file that stands at a path; undefined when it was never ours. */
export function standingHash(path: string, state: FolderState): string | undefined {
  const own = ownHashes(path, state);
  const present = state.present.get(path);
  if (present !== undefined && state.merging?.get(path) === present) return state.writing.get(path);
  return own.find((known) => known === present) ?? own[0];
}

function textsFor(
  all: readonly ReadonlyMap<string, string>[],
  { tree, hashes, state: { texts = new Map() } }: Pick<Remembered, 'tree' | 'hashes' | 'state'>,
): ReadonlyMap<string, string> {
  const composed = new Map([...tree].map(([path, text]) => [hashes.get(path) ?? hashContent(text), text]));
  const kept = new Map<string, string>();
  for (const hash of all.flatMap((hashes) => [...hashes.values()])) {
    const text = composed.get(hash) ?? texts.get(hash);
    if (text !== undefined) kept.set(hash, text);
  }
  return kept;
}
