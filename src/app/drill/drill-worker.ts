import type { ContextOptions } from '../open-context.ts';
import { type DrillOptions, drill, drillContext } from './drill.ts';
import type { DrillTask, ToldOfDrills } from './drill-apart.ts';

/** The process in which faults are played: it is told what to play, tells how far it is, and ends. */
const tell = (told: ToldOfDrills): void => void process.send?.(told);

async function play({ path, choice, options }: DrillTask): Promise<void> {
  const more: DrillOptions = {
    ...options,
    onProgress: (event) => tell({ type: 'progress', event }),
    onPart: (report, planned) => tell({ type: 'part', report, planned }),
  };
  const report = await (choice === undefined ? drill(path, more) : drillContext(choice as ContextOptions, path, more));
  tell({ type: 'end', report });
}

process.once('message', (task: DrillTask) => {
  play(task)
    .catch((thrown: Error & { readonly hint?: string }) =>
      tell({ type: 'failed', message: thrown.message, ...(thrown.hint !== undefined && { hint: thrown.hint }) }),
    )
    .finally(() => process.disconnect());
});
