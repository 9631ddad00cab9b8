import { openViews } from '../src/app/view/open-views.ts';
import { drawPicture } from '../src/report/svg/draw-picture.ts';

/** The pictures of the README: path and text, drawn by the product of its own examples. */
export async function pictures(): Promise<readonly (readonly [string, string])[]> {
  // Which helm is on PATH must not matter.
  const homelab = await openViews('examples/k3s-homelab', { charts: 'outline' });
  const drilled = await openViews('examples/talos-metallb', { charts: 'outline' });
  try {
    return [
      ['docs/pictures/topology.svg', drawPicture('topology', homelab.page)],
      ['docs/pictures/timeline.svg', drawPicture('timeline', homelab.page)],
      ['docs/pictures/drills.svg', drawPicture('drills', { ...drilled.page, drills: await drilled.drills() })],
    ];
  } finally {
    await homelab.close();
    await drilled.close();
  }
}
