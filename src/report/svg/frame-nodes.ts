import type { Frame, Item } from './scene.ts';

/** Height of a thing in pixels. */
export const boxHeight = 44;

/** Between a frame and what is in it. */
export const framePadding = 8;

/** Room for the name of a machine. */
const title = 20;

/** Between two nodes, and between two machines. */
const gaps = { node: 8, machine: 14 } as const;

/** Where things stand from above, and the machines around nodes. */
export interface Framed {
  readonly tops: ReadonlyMap<string, number>;
  readonly frames: readonly Pick<Frame, 'label' | 'y' | 'height'>[];
}

/** Puts the nodes of each machine together, around the middle of where they were; all else stays. */
export function frameNodes(items: readonly Item[], tops: ReadonlyMap<string, number>): Framed {
  const topOf = ({ id }: Item) => tops.get(id) ?? 0;
  const nodes = items.filter(({ host = '' }) => host !== '').sort((a, b) => topOf(a) - topOf(b));
  if (nodes.length === 0) return { tops, frames: [] };
  const machines = new Map<string, Item[]>();
  for (const node of nodes) machines.set(node.host ?? '', [...(machines.get(node.host ?? '') ?? []), node]);
  const heights = [...machines.values()].map((own) => title + framePadding + own.length * (boxHeight + gaps.node));
  const all = heights.reduce((sum, height) => sum + height, 0) + (machines.size - 1) * gaps.machine;
  const others = items.filter(({ kind, host = '' }) => kind === 'node' && host === '').map(topOf);
  const middle = (topOf(nodes[0]!) + topOf(nodes.at(-1)!) + boxHeight) / 2;
  // Below what stands on no machine, and centred where there is nothing.
  let y = others.length > 0 ? Math.max(...others) + boxHeight + gaps.machine : middle - all / 2;
  const placed = new Map(tops);
  const frames = [...machines].map(([label, own], index) => {
    const frame = { label, y, height: heights[index] ?? 0 };
    for (const [row, { id }] of own.entries()) placed.set(id, y + title + row * (boxHeight + gaps.node));
    y += frame.height + gaps.machine;
    return { ...frame, height: frame.height - gaps.node + 4 };
  });
  return { tops: placed, frames };
}
