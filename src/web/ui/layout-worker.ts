import { layOutTopology } from '../../report/svg/lay-out-topology.ts';
import type { Folded } from '../../report/svg/scene.ts';

/** What is to be placed, and by which number it is asked for. */
interface Order {
  readonly number: number;
  readonly folded: Pick<Folded, 'items' | 'ties'>;
}

self.onmessage = ({ data }: MessageEvent<Order>) => {
  self.postMessage({ number: data.number, scene: layOutTopology(data.folded) });
};
