import type { DrillCell, DrillLine, DrillsView } from '../../app/view/drills-view.ts';
import { printSvg } from './svg-document.ts';
import { attributes, escapeMarkup, shorten } from './svg-text.ts';

const names = 240;
const cell = { width: 104, height: 26 } as const;
const top = 74;

/** Columns that a picture has room for; more hosts that suffer the same are one column. */
const most = 8;

/** The drills as a picture: faults against hosts, each cell with its outage in words. */
export function drawDrills({ lab, hosts, lines }: DrillsView): string {
  const columns = columnsOf(hosts, lines);
  const width = names + columns.length * cell.width + 24;
  const height = top + lines.length * cell.height + 20;
  return printSvg({
    ...{ width: Math.max(width, 420), height },
    title: `What ${lab} bears`,
    description: lines.map(describe).join('. '),
    body: [
      `<text class="label"${attributes({ x: 16, y: 26, 'font-size': 14 })}>${escapeMarkup(`${lab}: outage by fault and host`)}</text>`,
      ...columns.map(({ label }, index) => printHead(label, names + index * cell.width)),
      ...lines.flatMap((line, index) => printLine(line, top + index * cell.height, columns)),
    ],
  });
}

interface Column {
  readonly label: string;
  /** Which cell of a line it shows. */
  readonly at: number;
}

function columnsOf(hosts: readonly string[], lines: readonly DrillLine[]): readonly Column[] {
  const alike = new Map<string, number[]>();
  for (const [index] of hosts.entries()) {
    const key = hosts.length <= most ? String(index) : lines.map(({ cells }) => cells[index]?.text).join('|');
    alike.set(key, [...(alike.get(key) ?? []), index]);
  }
  return [...alike.values()].slice(0, most).map((own) => {
    const first = hosts[own[0]!]!;
    return { label: own.length === 1 ? first : `${first} and ${own.length - 1} more`, at: own[0]! };
  });
}

const describe = ({ name, cells }: DrillLine): string =>
  `${name}: ${cells.map(({ host, text }) => `${host} ${text}`).join(', ')}`;

const printHead = (label: string, x: number): string =>
  `<text class="title"${attributes({ x: x + 4, y: top - 12, 'font-size': 11 })}>${escapeMarkup(shorten(label, cell.width - 8, 11))}</text>`;

const printLine = ({ name, cells }: DrillLine, y: number, columns: readonly Column[]): readonly string[] => [
  `<text class="label"${attributes({ x: 16, y: y + 17, 'font-size': 12 })}>${escapeMarkup(shorten(name, names - 28, 12))}</text>`,
  ...columns.map(({ at }, index) => printCell(cells[at], names + index * cell.width, y)),
];

function printCell(found: DrillCell | undefined, x: number, y: number): string {
  if (!found) return '';
  const level = found.level < 0 ? 'unknown' : `level${found.level}`;
  return `<rect class="cell ${level}"${attributes({ x, y, ...cell })}/><text class="label"${attributes({ x: x + 8, y: y + 17, 'font-size': 11 })}>${escapeMarkup(found.text)}</text>`;
}
