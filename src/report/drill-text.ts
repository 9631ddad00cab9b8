import type { DrillReport, DrillRow, HostRow } from '../app/drill/drill-report.ts';
import { printSpan } from './drill-times.ts';
import { worstLines } from './drill-worst.ts';
import { printFindings } from './findings-text.ts';
import type { Style } from './style.ts';
import { type Cell, printTable, shorten, wrap } from './table.ts';

/** Lines of what faults do to hosts: a table, hosts that fare alike in one column; the worst in sentences; what is not known. */
export function printDrills(report: DrillReport, width: number, style: Style): string[] {
  const groups = alike(report);
  const hit = report.drills.filter(isFelt);
  const calm = report.drills.filter((row) => !isFelt(row));
  return [
    ...wrap(headOf(report), width).map(style.bold),
    ...(hit.length > 0 && groups.length > 0
      ? ['', ...legend(groups, width), '', ...table(hit, groups, width, style)]
      : []),
    ...(calm.length > 0 ? ['', ...wrap(`Nobody outside notices: ${fold(calm)}.`, width)] : []),
    ...worstLines(hit, width, style),
    ...openLines(report, width, style),
    ...(report.findings.length > 0 ? ['', ...printFindings(report.findings, width, style)] : []),
  ];
}

const isFelt = ({ hosts }: DrillRow): boolean => hosts.some(({ state }) => state !== 'fine');

function headOf({ lab, hosts, drills, wallMs }: DrillReport): string {
  if (drills.length === 0) return `${lab}: no fault could be played`;
  const lasting = drills.filter((row) => row.hosts.some(({ state }) => state === 'lasting')).length;
  const ending =
    lasting === 0
      ? 'each ends by itself'
      : lasting === 1
        ? 'one leaves an outage that does not end by itself'
        : `${lasting} leave outages that do not end by themselves`;
  return `${lab}: ${drills.length} ${drills.length === 1 ? 'drill' : 'drills'} over ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'} in ${(wallMs / 1000).toFixed(1)} s; ${ending}`;
}

/** Hosts to which every drill does the same. */
interface Group {
  readonly name: string;
  readonly hosts: readonly string[];
}

const cellKey = ({ host: _, inside: __, ...row }: HostRow): string =>
  JSON.stringify([
    row.state,
    row.seconds,
    row.phases.map(({ sees, share, from, until }) => [sees, share, from, until]),
  ]);

function alike({ hosts, drills }: DrillReport): readonly Group[] {
  const groups = new Map<string, string[]>();
  for (const host of hosts) {
    const key = drills.map((row) => cellKey(row.hosts.find((each) => each.host === host)!)).join('\n');
    groups.set(key, [...(groups.get(key) ?? []), host]);
  }
  return [...groups.values()].map((own, i) => ({ name: letter(i), hosts: own }));
}

const letter = (i: number): string =>
  `${i >= 26 ? letter(Math.floor(i / 26) - 1) : ''}${String.fromCharCode(65 + (i % 26))}`;

const legend = (groups: readonly Group[], width: number): readonly string[] =>
  groups.flatMap(({ name, hosts }) =>
    wrap(`${name}: ${hosts.join(', ')}`, width - 4).map((line, i) => (i === 0 ? `  ${line}` : `     ${line}`)),
  );

const columnWidth = 13;
const nameWidth = 24;

function table(rows: readonly DrillRow[], groups: readonly Group[], width: number, style: Style): readonly string[] {
  const perPage = Math.max(1, Math.floor((width - nameWidth - 2) / columnWidth));
  const pages = Array.from({ length: Math.ceil(groups.length / perPage) }, (_, i) =>
    groups.slice(i * perPage, (i + 1) * perPage),
  );
  return pages.flatMap((page, i) => [
    ...(i > 0 ? [''] : []),
    ...printTable(['fault', ...page.map(({ name }) => name)], foldRows(rows, page, style), width, style),
  ]);
}

/** Rows of one fault whose cells are alike are one. */
function foldRows(rows: readonly DrillRow[], page: readonly Group[], style: Style): readonly (readonly Cell[])[] {
  const folded = new Map<string, { readonly names: string[]; readonly cells: readonly Cell[] }>();
  for (const row of rows) {
    const own = page.map(({ hosts }) => row.hosts.find(({ host }) => host === hosts[0])!);
    const key = `${row.faults.join()} ${own.map(cellKey).join()}`;
    const known = folded.get(key);
    if (known) known.names.push(row.name);
    else folded.set(key, { names: [row.name], cells: own.map((each) => cellOf(each, style)) });
  }
  return [...folded.values()].map(({ names, cells }) => [shorten(namesOf(names), nameWidth * 2), ...cells]);
}

/** `node a, b, c`: what they begin with is said once. */
function namesOf(names: readonly string[]): string {
  const [first = '', ...others] = names;
  const start = /^.* (?=\S+$)/.exec(first)?.[0] ?? '';
  return [
    first,
    ...others.map((name) => (start !== '' && name.startsWith(start) ? name.slice(start.length) : name)),
  ].join(', ');
}

function cellOf({ state, seconds, phases }: HostRow, style: Style): Cell {
  if (state === 'fine') return { text: '–', paint: style.dim };
  if (state === 'not-known') return { text: '?', paint: style.yellow };
  const part = phases.every(({ share }) => share < 0.999) ? '*' : '';
  if (state === 'outage' && seconds) return `${printSpan(seconds, '–')}${part}`;
  const from = phases.find(({ until }) => until === undefined)?.from;
  const later = from && from[0] > 3600 ? `after ${printSpan(from, '–')}` : `stays${part}`;
  return { text: later, paint: style.red };
}

/** Drills by fault, what is hit listed. */
function fold(rows: readonly DrillRow[]): string {
  const byFault = new Map<string, string[]>();
  for (const { faults, name } of rows) byFault.set(faults.join(), [...(byFault.get(faults.join()) ?? []), name]);
  return [...byFault.values()]
    .map((names) => (names.length > 6 ? `${namesOf(names.slice(0, 5))} and ${names.length - 5} more` : namesOf(names)))
    .join('; ');
}

function openLines({ skipped, unwatched }: DrillReport, width: number, style: Style): readonly string[] {
  const open = [
    ...skipped
      .filter(({ state }) => state === 'not-known')
      .map(({ summary, reason, knownBy }) => `${summary}: ${reason}${knownBy ? `; known by ${knownBy}` : ''}`),
    ...unwatched.map(({ host, reason }) => `${host}: not answered before any fault: ${reason}`),
  ];
  const none = skipped.filter(({ state }) => state === 'none').map(({ summary, reason }) => `${summary}: ${reason}`);
  const list = (title: string, texts: readonly string[], mark: string) =>
    texts.length === 0
      ? []
      : [
          '',
          style.bold(title),
          ...texts.flatMap((text) =>
            wrap(text, width - 4).map((line, i) => `${i === 0 ? `  ${mark}` : '   '} ${line}`),
          ),
        ];
  return [...list('Not known', open, '?'), ...list('Cannot happen here', none, '–')];
}
