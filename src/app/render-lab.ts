import type { OwnFile } from '../compose/own-files.ts';
import { type Finding, hasErrors } from '../core/finding.ts';
import { composeOver } from './compose-over.ts';
import { editConflict } from './edit-conflict.ts';
import { loadLab, readStanding } from './load-lab.ts';
import { type RenderResult, renderMerging } from './render-tree.ts';
import { schemaVersion } from './up-report.ts';

/** What `gatehouse render` did, or with `check` would do. */
export interface RenderReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly lab: string;
  readonly findings: readonly Finding[];
  /** Undefined when the lab has errors: nothing was composed. */
  readonly result?: RenderResult;
  /** Files of the folder that a person put there, and which of them are applied by a composed kustomization that lists them. */
  readonly own?: readonly OwnFile[];
  readonly checked: boolean;
  /** 0 written or up to date, 1 would change, has errors, or edits stand in the way. */
  readonly exitCode: number;
}

/** Composes the lab at a path and writes its repository; `out` defaults to where it was rendered before, or `repository` beside the lab file. */
export async function render(
  path: string,
  options: { readonly out?: string; readonly check?: boolean; readonly force?: boolean; readonly signal?: AbortSignal },
): Promise<RenderReport> {
  const composition = await loadLab(path);
  const { name, lab, findings, folder } = composition;
  const checked = options.check === true;
  const base = { schemaVersion, lab: name, findings, checked } as const;
  if (!lab) return { ...base, exitCode: 1 };
  const out = options.out ?? folder;
  const standing = await readStanding({ folder: out });
  const over = await composeOver(composition, out, standing.tree);
  const { result, conflicts } = await renderMerging(over.tree, out, {
    check: checked,
    force: options.force,
    signal: options.signal,
  });
  const told = conflicts.map((conflict) => editConflict(conflict));
  const stuck = hasErrors(over.findings) || result.conflicts.length > 0 || (checked && result.differs);
  return {
    ...base,
    findings: [...findings, ...over.findings, ...told],
    result,
    own: over.own,
    exitCode: stuck ? 1 : 0,
  };
}
