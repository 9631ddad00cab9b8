import type { PageView } from '../../app/view/page-view.ts';
import { drawDrills } from './draw-drills.ts';
import { drawTimeline } from './draw-timeline.ts';
import { drawTopology } from './draw-topology.ts';

/** One view as a picture; of drills that were not played, an empty one. */
export function drawPicture(view: 'topology' | 'timeline' | 'drills', page: PageView): string {
  if (view === 'topology') return drawTopology(page.topology);
  if (view === 'timeline') return drawTimeline(page.timeline);
  const { schemaVersion, lab } = page;
  return drawDrills(
    page.drills ?? { schemaVersion, lab, hosts: [], lines: [], skipped: [], unwatched: [], findings: [] },
  );
}
