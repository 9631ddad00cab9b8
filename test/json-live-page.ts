import { withFlux } from '../src/app/live/test-live.ts';
import type { DrillsView } from '../src/app/view/drills-view.ts';
import { openLiveViews } from '../src/app/view/open-live-views.ts';
import { openViews } from '../src/app/view/open-views.ts';
import { kubeconfigOf } from './live-cluster.ts';

/** What the page shows of a cluster on which nothing was brought up yet, beside what its lab foretells, and of drills that are being played. */
export async function livePages(example: string): Promise<readonly unknown[]> {
  const embedded = await withFlux();
  const api = await embedded.serve();
  const views = await openLiveViews({
    choice: { kubeconfig: kubeconfigOf(api), requestTimeout: 30 },
    path: example,
    tell: () => undefined,
  });
  try {
    return [views.page, { drills: await drillsAtFirst('examples/talos-metallb') }];
  } finally {
    await views.close();
    await embedded.stop();
  }
}

async function drillsAtFirst(path: string): Promise<DrillsView | undefined> {
  const parts: DrillsView[] = [];
  const views = await openViews(path, { charts: 'outline' });
  try {
    await views.drills({ onProgress: () => undefined, onPart: (part) => parts.push(part) });
  } finally {
    await views.close();
  }
  return parts[0];
}
