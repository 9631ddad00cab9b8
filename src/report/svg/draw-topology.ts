import type { TopologyView } from '../../app/view/topology-view.ts';
import { foldTopology } from './fold-topology.ts';
import { framePadding } from './frame-nodes.ts';
import { fontSizes, layOutTopology } from './lay-out-topology.ts';
import type { Box, Frame, Line, Scene } from './scene.ts';
import { stateMarks } from './state-marks.ts';
import { printSvg } from './svg-document.ts';
import { attributes, escapeMarkup, shorten } from './svg-text.ts';

/** The topology as a picture; many things of a kind are folded into one. */
export function drawTopology(view: TopologyView): string {
  const scene = layOutTopology(foldTopology(view));
  return printSvg({
    ...{ width: scene.width, height: scene.height },
    title: `Topology of ${view.lab}`,
    description: describe(scene),
    body: [
      ...scene.columns.map(printColumn),
      ...scene.frames.map(printFrame),
      ...scene.lines.map(printLine),
      ...scene.boxes.map(printBox),
    ],
  });
}

const describe = ({ columns, boxes }: Scene): string =>
  columns
    .map(({ title, x }) => {
      const own = boxes.filter((box) => box.x === x).map(({ label }) => label);
      return `${title}: ${own.join(', ')}`;
    })
    .join('. ');

const printColumn = ({ title, x }: Scene['columns'][number]): string =>
  `<text class="title"${attributes({ x, y: 24, 'font-size': 12 })}>${escapeMarkup(title)}</text>`;

const printFrame = ({ x, y, width, height, label }: Frame): string =>
  `<rect class="frame"${attributes({ x, y, width, height, rx: 9 })}/><text class="detail"${attributes({ x: x + framePadding, y: y + 14, 'font-size': fontSizes.detail })}>${escapeMarkup(shorten(label, width - 2 * framePadding, fontSizes.detail))}</text>`;

const printLine = ({ d, link }: Line): string => `<path class="line ${link}"${attributes({ d })}/>`;

function printBox({ x, y, width, height, label, detail, state, count }: Box): string {
  const room = width - 36;
  const lines = [
    `<rect class="box${count > 1 ? ' many' : ''}"${attributes({ x, y, width, height, rx: 7 })}/>`,
    `<text class="${state}"${attributes({ x: x + 10, y: y + (detail === '' ? 27 : 18), 'font-size': fontSizes.label })}>${stateMarks[state]}</text>`,
    `<text class="label"${attributes({ x: x + 26, y: y + (detail === '' ? 27 : 18), 'font-size': fontSizes.label })}>${escapeMarkup(shorten(label, room, fontSizes.label))}</text>`,
  ];
  if (detail !== '')
    lines.push(
      `<text class="detail"${attributes({ x: x + 26, y: y + 34, 'font-size': fontSizes.detail })}>${escapeMarkup(shorten(detail, room, fontSizes.detail))}</text>`,
    );
  return lines.join('');
}
