import type { TimelineBar, TimelineView } from '../../app/view/timeline-view.ts';
import { printDuration } from './print-duration.ts';
import { printSvg } from './svg-document.ts';
import { attributes, escapeMarkup, shorten } from './svg-text.ts';

const names = 250;
const track = 560;
const end = 90;
const row = 22;
const top = 62;

/** The timeline as a picture: dotted while it waits, a bar while it works, in another colour and marked where it decides how long all takes. */
export function drawTimeline({ lab, seconds, bars }: TimelineView): string {
  const scale = (at: number) => Math.round((track * at) / Math.max(1, seconds));
  const height = top + bars.length * row + 34;
  return printSvg({
    ...{ width: names + track + end, height },
    title: `How ${lab} comes up`,
    description: `Everything that comes up is up after ${printDuration(seconds)}: ${bars.map(describe).join(', ')}`,
    body: [
      `<text class="label"${attributes({ x: 16, y: 26, 'font-size': 14 })}>${escapeMarkup(`${lab}: up after ${printDuration(seconds)}`)}</text>`,
      ...ticks(seconds).map((at) => printTick(at, names + scale(at), height)),
      ...bars.flatMap((bar, index) => printBar(bar, top + index * row, scale, seconds)),
      `<text class="detail"${attributes({ x: 16, y: height - 12, 'font-size': 11 })}>▸ decides how long it takes   ┄ waits   ✗ never ready</text>`,
    ],
  });
}

const describe = ({ name, readyAt }: TimelineBar): string =>
  `${name} ${readyAt === undefined ? 'is never seen to be ready' : `after ${printDuration(readyAt)}`}`;

function printBar(bar: TimelineBar, y: number, scale: (at: number) => number, seconds: number): readonly string[] {
  const { name, kind, depth, startedAt, beginsAt, readyAt, critical } = bar;
  const [begin, ready] = [beginsAt ?? seconds, readyAt ?? seconds];
  const x = 16 + Math.min(depth, 4) * 12;
  const sign = readyAt === undefined ? '✗ ' : critical ? '▸ ' : '';
  const when = readyAt === undefined ? (bar.state === 'never' ? 'never' : 'not known') : printDuration(readyAt);
  const middle = y + row / 2;
  return [
    `<text class="label"${attributes({ x, y: middle + 4, 'font-size': 12 })}>${escapeMarkup(sign + shorten(name.split('/').pop() ?? name, names - x - 60, 12))}<tspan class="detail" font-size="10"> ${escapeMarkup(kind)}</tspan></text>`,
    `<path class="wait"${attributes({ d: `M${names + scale(startedAt)} ${middle}H${names + scale(begin)}` })}/>`,
    `<rect class="bar${critical ? ' critical' : ''}"${attributes({ x: names + scale(begin), y: middle - 5, width: Math.max(2, scale(ready) - scale(begin)), height: 10, rx: 2 })}/>`,
    `<text class="detail"${attributes({ x: names + track + 12, y: middle + 4, 'font-size': 11 })}>${when}</text>`,
  ];
}

/** Moments to find one's way by: about six, at round numbers. */
function ticks(seconds: number): readonly number[] {
  const step = [10, 15, 30, 60, 120, 300, 600, 1800, 3600].find((each) => seconds / each <= 7) ?? 7200;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}

const printTick = (at: number, x: number, height: number): string =>
  `<path class="grid" d="M${x} ${top - 8}V${height - 30}"/><text class="detail"${attributes({ x, y: top - 14, 'font-size': 10, 'text-anchor': 'middle' })}>${printDuration(at)}</text>`;
