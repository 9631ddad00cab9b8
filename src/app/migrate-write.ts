import type { MigrationStep } from '../compose/migration/step.ts';
import { GatehouseError } from '../core/errors.ts';
import { editConflict } from './edit-conflict.ts';
import { openFirstSide } from './migrate-revision.ts';
import { composeBetween, isLastPush, isPushed, loadMigrationLab, progressAfter, type Sides } from './migrate-state.ts';
import { stepsBetween } from './migrate-steps.ts';
import { type RenderReport, render } from './render-lab.ts';
import { renderMerging } from './render-tree.ts';
import { schemaVersion } from './up-report.ts';

/** Which step is written, and where. */
export interface WriteStepOptions {
  /** Number of the step, from 1. */
  readonly step: number;
  /** The folder of the repository; where the lab is rendered when left out. */
  readonly out?: string;
  readonly signal?: AbortSignal;
}

/** Writes the repository as it is after one of the steps between two labs, as `gatehouse render` writes a lab's. */
export async function writeStep(fromPath: string, toPath: string, options: WriteStepOptions): Promise<RenderReport> {
  const side = await openFirstSide(fromPath, toPath);
  try {
    const sides = { from: await loadMigrationLab(side.path, {}), to: await loadMigrationLab(toPath, {}) };
    const steps = await stepsBetween(sides);
    const index = checkedIndex(steps, options.step);
    return isLastPush(steps, index)
      ? await render(toPath, options)
      : await writeBetween(sides, steps, { ...options, index });
  } finally {
    await side.remove();
  }
}

function checkedIndex(steps: readonly MigrationStep[], number: number): number {
  const step = steps[number - 1];
  if (!step) {
    throw new GatehouseError(`--step ${number}: there are ${steps.length} steps`, {
      hint: 'without --step they are shown',
    });
  }
  if (!isPushed(step)) {
    throw new GatehouseError(`--step ${number}: "${step.title}" changes nothing in the repository`, {
      hint: 'do what it says; the next step that changes it can be written',
    });
  }
  return number - 1;
}

async function writeBetween(
  sides: Sides,
  steps: readonly MigrationStep[],
  { index, out = sides.to.folder, signal }: Omit<WriteStepOptions, 'step'> & { readonly index: number },
): Promise<RenderReport> {
  const tree = await composeBetween(sides, progressAfter(steps, index), out);
  const { result, conflicts } = await renderMerging(tree, out, { signal });
  const findings = conflicts.map((conflict) => editConflict(conflict));
  const exitCode = result.conflicts.length > 0 ? 1 : 0;
  return { schemaVersion, lab: sides.to.subject.name, findings, result, checked: false, exitCode };
}
