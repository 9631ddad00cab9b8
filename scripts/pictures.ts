import { openViews } from '../src/app/view/open-views.ts';
import { drawPicture } from '../src/report/svg/draw-picture.ts';
import { drawRecording } from './draw-recording.ts';
import { recordCommands } from './record-terminal.ts';

/** What the recording shows: a mistake found, a platform proven, a request followed. */
const scenes = [
  'gatehouse check examples/broken/pool-in-dhcp',
  'gatehouse up examples/k3s-homelab',
  'gatehouse trace https://hello.home.example.org/ examples/k3s-homelab',
];

/** The pictures of the README: path and text, drawn by the product of its own examples. */
export async function pictures(): Promise<readonly (readonly [string, string])[]> {
  // Which helm is on PATH must not matter.
  const homelab = await openViews('examples/k3s-homelab', { charts: 'outline' });
  const drilled = await openViews('examples/talos-metallb', { charts: 'outline' });
  try {
    return [
      ['docs/pictures/topology.svg', drawPicture('topology', homelab.page)],
      ['docs/pictures/timeline.svg', drawPicture('timeline', homelab.page)],
      [
        'docs/pictures/terminal.svg',
        drawRecording('A terminal in which a platform is proven before it is pushed', await recordCommands(scenes)),
      ],
      ['docs/pictures/drills.svg', drawPicture('drills', { ...drilled.page, drills: await drilled.drills() })],
    ];
  } finally {
    await homelab.close();
    await drilled.close();
  }
}
