import { type DrillTask, drillApart } from '../drill/drill-apart.ts';
import { viewDrills } from './drills.ts';
import type { DrillsView } from './drills-view.ts';
import type { OpenViews } from './opened-views.ts';

/** Faults are played for the first who asks; the others wait for the same. What failed is played anew. */
export function playOnce(task: DrillTask, signal?: AbortSignal): OpenViews['drills'] {
  let playing: Promise<DrillsView> | undefined;
  return (told) => {
    playing ??= drillApart(task, {
      ...(signal && { signal }),
      ...(told && {
        onProgress: told.onProgress,
        onPart: (report, planned) => told.onPart(viewDrills(report, planned)),
      }),
    })
      .then((report) => viewDrills(report))
      .catch((thrown: unknown) => {
        playing = undefined;
        throw thrown;
      });
    return playing;
  };
}
