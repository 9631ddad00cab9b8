import { Graph, layout } from '@dagrejs/dagre';
import type { TopologyKind } from '../../app/view/topology-view.ts';
import { boxHeight, frameNodes, framePadding } from './frame-nodes.ts';
import type { Box, Folded, Item, Line, Scene } from './scene.ts';
import { widthOf } from './svg-text.ts';

/** Columns from left to right, as a request goes. */
const columns: readonly { readonly title: string; readonly kinds: readonly TopologyKind[] }[] = [
  { title: 'Network', kinds: ['router', 'network'] },
  { title: 'Addresses', kinds: ['address'] },
  { title: 'Nodes', kinds: ['node'] },
  { title: 'Gates, certificates', kinds: ['gate', 'certificate'] },
  { title: 'Routes', kinds: ['route'] },
  { title: 'Services', kinds: ['service'] },
  { title: 'Pods', kinds: ['pod'] },
  { title: 'Volumes', kinds: ['volume'] },
];

const margin = 16;
const header = 34;
const gap = 46;
/** Of the label, and of the line below it. */
export const fontSizes = { label: 13, detail: 11 } as const;
const widest = 228;
const narrowest = 96;

/** Places for what is seen: a column a kind, ordered by dagre so that few ties cross. The same input gives the same places. */
export function layOutTopology({ items, ties }: Pick<Folded, 'items' | 'ties'>): Scene {
  const used = columns.filter(({ kinds }) => items.some(({ kind }) => kinds.includes(kind)));
  const rankOf = ({ kind }: Item) => used.findIndex(({ kinds }) => kinds.includes(kind));
  const widths = used.map((_, rank) => columnWidth(items.filter((item) => rankOf(item) === rank)));
  const lefts = widths.map((_, rank) => margin + widths.slice(0, rank).reduce((sum, width) => sum + width + gap, 0));
  const centres = centresOf({ items, ties }, rankOf);
  const framed = frameNodes(items, centres);
  const top = Math.min(...framed.tops.values(), ...framed.frames.map(({ y }) => y), boxHeight / 2);
  const down = (y: number) => Math.round(y - top + header + margin);
  const boxes = items.map((item): Box => {
    const rank = rankOf(item);
    const y = down(framed.tops.get(item.id) ?? 0);
    return { ...item, x: lefts[rank] ?? 0, y, width: widths[rank] ?? narrowest, height: boxHeight };
  });
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const lines = ties.flatMap((tie): Line[] => {
    const [from, to] = [byId.get(tie.from), byId.get(tie.to)];
    return from && to ? [{ ...tie, d: curve(from, to) }] : [];
  });
  return {
    width: (lefts.at(-1) ?? margin) + (widths.at(-1) ?? 0) + margin,
    height: Math.max(header + margin, ...boxes.map(({ y, height }) => y + height)) + margin + framePadding,
    columns: used.map(({ title }, rank) => ({ title, x: lefts[rank] ?? 0, width: widths[rank] ?? 0 })),
    frames: framed.frames.map((frame) => {
      const rank = used.findIndex(({ kinds }) => kinds.includes('node'));
      const [left, width] = [lefts[rank] ?? 0, widths[rank] ?? 0];
      return { ...frame, x: left - framePadding, width: width + 2 * framePadding, y: down(frame.y) };
    }),
    boxes,
    lines,
  };
}

const columnWidth = (items: readonly Item[]): number =>
  Math.min(
    widest,
    Math.max(
      narrowest,
      ...items.map(
        ({ label, detail }) => 40 + Math.max(widthOf(label, fontSizes.label), widthOf(detail, fontSizes.detail)),
      ),
    ),
  );

/** The middle of each thing from above. */
function centresOf(
  { items, ties }: Pick<Folded, 'items' | 'ties'>,
  rankOf: (item: Item) => number,
): ReadonlyMap<string, number> {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', ranker: 'none', nodesep: 14, edgesep: 6, ranksep: gap });
  graph.setDefaultEdgeLabel(() => ({}));
  const ranks = new Map(items.map((item) => [item.id, rankOf(item)]));
  // Two ranks a column: dagre keeps one between for labels.
  for (const { id } of items) graph.setNode(id, { width: 100, height: boxHeight, rank: 2 * (ranks.get(id) ?? 0) });
  for (const { from, to, link } of ties) {
    const span = (ranks.get(to) ?? 0) - (ranks.get(from) ?? 0);
    if (span > 0) graph.setEdge(from, to, { minlen: span, weight: link === 'takes-over' ? 1 : 3 });
  }
  if (items.length > 0) layout(graph);
  return new Map(items.map(({ id }) => [id, (graph.node(id) as { readonly y: number }).y - boxHeight / 2]));
}

function curve(from: Box, to: Box): string {
  // One below the other, as a router and its network.
  if (from.x === to.x) {
    const [upper, lower] = from.y < to.y ? [from, to] : [to, from];
    return `M${upper.x + upper.width / 2} ${upper.y + upper.height} V${lower.y}`;
  }
  const [x1, y1] = [from.x + from.width, Math.round(from.y + from.height / 2)];
  const [x2, y2] = [to.x, Math.round(to.y + to.height / 2)];
  if (x2 < x1) return `M${x1 - from.width / 2} ${y1} L${x2 + to.width / 2} ${y2}`;
  const bend = Math.min(gap, Math.round((x2 - x1) / 2));
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
