import type { NamedNetwork, ReachAccess, ReachAnswer, ReachReport, ReachRow } from '../app/reach-report.ts';
import { printClients } from './clients-text.ts';
import type { Style } from './style.ts';
import { type Cell, printTable, wrap } from './table.ts';

/** Lines of everything that is reachable: by address, each host with who reaches it, what login it takes, and where it leads. */
export function printReach(report: ReachReport, width: number, style: Style): string[] {
  const byAddress = grouped(report.rows, ({ address, owner }) => `${address} ${owner}`);
  const lines = [...byAddress.values()].flatMap((rows) => [...addressLines(rows, report, width, style), '']);
  const networks = report.networks.map(({ name, ranges }) => `${name}: ${ranges.join(', ')}`);
  return [
    ...(lines.length > 0
      ? lines
      : [report.unknown.length > 0 ? 'No address is known.' : 'No address is served: there is nothing to reach.', '']),
    ...certificateLines(report.rows, width),
    ...unknownLines(report, width, style),
    ...wrap(networks.join('; '), width).map(style.dim),
  ];
}

function addressLines(
  rows: readonly ReachRow[],
  { rows: all, networks }: ReachReport,
  width: number,
  style: Style,
): readonly string[] {
  const [first] = rows;
  if (!first) return [];
  const [node, ...others] = first.nodes;
  const answering = node === undefined ? 'no node answers for it' : `${node} answers`;
  const then = others.length > 0 ? `, then ${others.join(', ')}` : '';
  const head = wrap(`${first.owner}: ${answering}${then}`, width - first.address.length - 2);
  const indent = ' '.repeat(first.address.length + 2);
  const merged = mergePaths(rows.filter((row) => !isPlainRedirect(row, all)));
  const redirected = rows.some((row) => isPlainRedirect(row, all));
  const withLogin = merged.some(({ login }) => login === 'asked');
  return [
    ...head.map((line, i) => (i === 0 ? `${style.bold(first.address)}  ${line}` : `${indent}${line}`)),
    ...(first.seenAs.length > 0
      ? wrap(rewritten(first.seenAs), width - 2).map((line) => `  ${style.yellow(line)}`)
      : []),
    ...(redirected ? [style.dim('  http is sent on to https')] : []),
    ...printTable(
      ['HOST', 'FROM', ...(withLogin ? ['LOGIN'] : []), 'GOES TO'],
      merged
        .flatMap((row) => cellsOf(row, networks, style))
        .map(([host = '', from = '', login = '', goes = '']) => [host, from, ...(withLogin ? [login] : []), goes]),
      width,
      style,
    ),
  ];
}

function grouped<T>(all: readonly T[], keyOf: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

const rewritten = (seenAs: readonly string[]): string =>
  `the pods see ${seenAs.join(' or ')} in place of clients: no condition on client addresses holds here`;

/** Everybody is sent on from http to https: of a host that is told of elsewhere that is no news. */
const isPlainRedirect = (row: ReachRow, rows: readonly ReachRow[]): boolean =>
  row.scheme === 'http' &&
  row.access.every(({ answers }) => answers.every(({ does, to }) => does === 'sent-on' && to?.startsWith('https:'))) &&
  rows.some(({ scheme, host, owner }) => host === row.host && (scheme === 'https' || owner !== row.owner));

/** Paths of a host between which nothing differs are one row. */
function mergePaths(rows: readonly ReachRow[]): readonly ReachRow[] {
  const byHost = grouped(rows, ({ scheme, host, port }) => `${scheme} ${host} ${port}`);
  return [...byHost.values()].flatMap((same) => {
    const [first] = same;
    const alike = new Set(same.map(({ access }) => JSON.stringify(access))).size === 1;
    return first && alike ? [{ ...first, path: same.length === 1 && first.path !== '/' ? first.path : '' }] : same;
  });
}

/** One line for each set of clients that comes to something else, or must have signed in otherwise. */
function cellsOf(row: ReachRow, networks: readonly NamedNetwork[], style: Style): readonly (readonly Cell[])[] {
  const usual = row.scheme === 'https' ? 443 : 80;
  const port = isBytes(row) || row.port !== usual ? `:${row.port}` : '';
  const name = isBytes(row)
    ? `port ${row.port}${row.scheme === 'udp' ? ' (UDP)' : ''}`
    : `${row.scheme === 'http' ? 'http://' : ''}${row.host}${port}`;
  const family = row.address.includes(':') ? 6 : 4;
  const told = tellings(row);
  return told.map(({ clients, login, goes, paint }, i) => [
    i === 0 ? `${name}${row.path}` : '',
    printClients(clients, { family, networks }),
    login,
    paint ? { text: goes, paint: style[paint] } : goes,
  ]);
}

const isBytes = ({ scheme }: ReachRow): boolean => scheme === 'tcp' || scheme === 'udp';

interface Telling {
  readonly clients: readonly string[];
  readonly login: string;
  readonly goes: string;
  readonly paint?: 'red' | 'yellow';
}

function tellings({ access, login }: ReachRow): readonly Telling[] {
  const [anybody, ...others] = access;
  const open = (anybody?.answers ?? []).filter(({ does }) => does === 'reached' || does === 'not-known');
  const signedIn = login === 'asked' ? [...grouped(others.flatMap(reachedAnswers), ({ key }) => key).values()] : [];
  const told = [
    ...open.map((answer) => ({ clients: answer.clients, login: 'none', ...goesTo(answer) })),
    ...signedIn.map((same) => ({
      clients: same[0]?.answer.clients ?? [],
      login: same.map(({ who }) => who).join('; '),
      ...goesTo(same[0]?.answer as ReachAnswer),
    })),
  ];
  if (told.length > 0) return told;
  return (anybody?.answers ?? []).map((answer) => ({ clients: answer.clients, login: 'none', ...goesTo(answer) }));
}

const reachedAnswers = ({ who, answers }: ReachAccess) =>
  answers.filter(({ does }) => does === 'reached').map((answer) => ({ who, answer, key: JSON.stringify(answer) }));

function goesTo({ does, backend, status, to, reason }: ReachAnswer): Pick<Telling, 'goes' | 'paint'> {
  if (does === 'reached') return { goes: backend };
  if (does === 'sent-on') return { goes: `${status} to ${to ?? 'elsewhere'}` };
  if (does === 'refused') return { goes: `nowhere: ${status}`, paint: 'red' };
  if (does === 'no-answer') return { goes: `no answer: ${reason}`, paint: 'red' };
  return { goes: `not known: ${reason}`, paint: 'yellow' };
}

function certificateLines(rows: readonly ReachRow[], width: number): readonly string[] {
  const shown = grouped(
    rows.filter(({ certificate }) => certificate !== ''),
    ({ certificate }) => certificate,
  );
  const lines = [...shown].flatMap(([certificate, same], _, all) => {
    const hosts = [...new Set(same.map(({ host }) => host))];
    const which = all.length === 1 && hosts.length > 1 ? `all ${hosts.length} hosts` : hosts.join(', ');
    return wrap(`certificate ${certificate}: ${which}`, width - 2).map((line, i) => (i === 0 ? line : `  ${line}`));
  });
  return lines.length > 0 ? [...lines, ''] : [];
}

function unknownLines({ unknown }: ReachReport, width: number, style: Style): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.flatMap(({ object, reason, knownBy }) =>
    wrap(`${object}: ${reason}${knownBy ? `; known by ${knownBy}` : ''}`, width - 4).map((line, i) =>
      i === 0 ? `  ${line}` : `    ${line}`,
    ),
  );
  return [style.yellow('Not known'), ...lines, ''];
}
