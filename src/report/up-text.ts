import type { UpReport, Verdict } from '../app/up-report.ts';
import type { Cause } from '../check/causes.ts';
import type { RouteRow } from '../check/observed.ts';
import { worstFirst } from '../core/finding.ts';
import { printCauses } from './causes-text.ts';
import { printCharts } from './charts-text.ts';
import { countFindings, printFindings } from './findings-text.ts';
import type { Style } from './style.ts';
import { type Cell, printAge, printSeconds, printTable, wrap } from './table.ts';

/** How the findings of a report are shown: by what causes them, or each by itself where all is asked for. */
interface UpFindingsView {
  readonly causes: readonly Cause[];
  readonly all: boolean;
}

/** Lines that findings take in a report that is read at one look. */
const mostFindingLines = 40;

/** Lines of the report of `gatehouse up`, at most `width` columns wide. */
export function printUpReport(report: UpReport, width: number, style: Style, view?: UpFindingsView): string[] {
  return [
    ...section('Timeline', timeline(report, width, style), style),
    ...section('Addresses', addresses(report, width, style), style),
    ...section('Routes', routes(report, width, style), style),
    ...section('Certificates', certificates(report, width, style), style),
    ...section(
      `Findings: ${countFindings(report.findings)}`,
      view && !view.all
        ? printTogether(report, view.causes, width, style)
        : printFindings(worstFirst(report.findings), width, style),
      style,
    ),
    ...section('Charts', printCharts(report.charts, width, style), style),
    ...section('Taken for granted', assumptions(report, width, style), style),
    ...verdict(report, width, style),
  ];
}

function printTogether({ findings }: UpReport, causes: readonly Cause[], width: number, style: Style): string[] {
  const { lines, hidden, shortened } = printCauses(causes, findings, { width, style, room: mostFindingLines - 1 });
  if (hidden.length === 0 && !shortened) return [...lines];
  const left = countFindings(hidden.map((index) => ({ severity: causes[index]!.severity })));
  const told =
    hidden.length === 0
      ? 'shortened: --all shows every place and reason'
      : `not shown: ${left}; --all shows everything`;
  return [...lines, ...wrap(told, width).map(style.dim)];
}

const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : [style.bold(title), ...lines, ...(lines.at(-1) === '' ? [] : [''])];

function mark(ok: boolean, text: string, style: Style): Cell {
  return { text: `${ok ? '✔' : '✘'} ${text}`, paint: ok ? style.green : style.red };
}

function timeline(report: UpReport, width: number, style: Style): string[] {
  if (report.convergence.length === 0) return [];
  const rows = report.convergence.map((row): Cell[] => [
    mark(row.readyAt !== undefined, row.kind === 'Command' ? row.name : bareName(row.name), style),
    row.kind,
    row.readyAt === undefined ? 'never' : printAge(row.readyAt),
    row.readyAt === undefined ? (row.message ?? '') : row.waitedFor.map(bareName).join(', '),
  ]);
  return printTable(['OBJECT', 'KIND', 'READY', 'WAITED FOR'], rows, width, style);
}

const bareName = (name: string): string => name.slice(name.indexOf('/') + 1);

function addresses(report: UpReport, width: number, style: Style): string[] {
  if (report.addresses.length === 0) return [];
  const rows = report.addresses.map(({ service, ip, pool, node, failover }) => {
    const next = failover.length > 0 ? `, then ${failover.join(', ')}` : '';
    return [service, ip || 'pending', pool, node === '' ? 'nobody' : `${node}${next}`];
  });
  return printTable(['SERVICE', 'ADDRESS', 'POOL', 'ANSWERED BY'], rows, width, style);
}

function routes({ routes: all }: UpReport, width: number, style: Style): string[] {
  if (all.length === 0) return [];
  const addresses = [...new Set(all.map(({ address }) => address))];
  const beside = fitsBeside(all, width);
  const rows = addresses.flatMap((address): readonly Cell[][] => {
    const served = all.filter((row) => row.address === address);
    const title = { text: `at ${address}`, paint: style.bold };
    return beside ? [[title, '', ''], ...served.map(besideUrl)] : [[title, ''], ...belowUrls(served)];
  });
  return printTable(beside ? ['URL', 'CLIENT', 'ANSWER'] : ['URL AND CLIENT', 'ANSWER'], rows, width, style);

  function besideUrl(row: RouteRow): Cell[] {
    return [`  ${row.url}`, clientOf(row), mark(row.ok, answerOf(row), style)];
  }

  function belowUrls(served: readonly RouteRow[]): Cell[][] {
    return [...new Set(served.map(({ url }) => url))].flatMap((url) => [
      [`  ${url}`, ''],
      ...served
        .filter((row) => row.url === url)
        .map((row): Cell[] => [`    ${clientOf(row)}`, mark(row.ok, answerOf(row), style)]),
    ]);
  }
}

/** Whether no URL need be broken to stand beside its client and the longest word of its answer. */
function fitsBeside(all: readonly RouteRow[], width: number): boolean {
  const longest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const words = all.flatMap((row) => answerOf(row).split(' '));
  return longest(all.map(({ url }) => url)) + longest(all.map(clientOf)) + longest(words) + 10 <= width;
}

const clientOf = ({ client, who }: RouteRow): string =>
  who === undefined ? client : client === 'anyone' ? who : `${client}: ${who}`;

/** A stand-in that answers shows that a request reaches the app, not that the app works. */
const answerOf = ({ ok, observed, expected }: RouteRow): string =>
  ok ? observed.replace(/^200 (?:from )?(?=[^ /]+\/[^ /]+$)/, 'reaches ') : `${observed}, not ${expected}`;

function certificates(report: UpReport, width: number, style: Style): string[] {
  if (report.certificates.length === 0) return [];
  const rows = report.certificates.map((row): Cell[] => [
    mark(row.ready, row.secret, style),
    row.issuer,
    row.notAfter.slice(0, 10),
    row.dnsNames.join(', '),
  ]);
  return printTable(['SECRET', 'ISSUER', 'UNTIL', 'NAMES'], rows, width, style);
}

function assumptions(report: UpReport, width: number, style: Style): string[] {
  if (report.assumptions.length === 0) return [];
  const listed = report.assumptions.map(({ id, value }) => `${id}=${value}`).join(', ');
  const lines = wrap(listed, width - 2);
  return [
    ...lines.map((line) => style.dim(`  ${line}`)),
    ...wrap('What they mean: docs/reference/assumptions.md, or --output json.', width - 2).map((line) =>
      style.dim(`  ${line}`),
    ),
  ];
}

const verdicts: Readonly<Record<Verdict, { readonly word: string; readonly paint: 'green' | 'red' | 'yellow' }>> = {
  proven: { word: 'Proven.', paint: 'green' },
  refuted: { word: 'Refuted.', paint: 'red' },
  unknown: { word: 'Not known.', paint: 'yellow' },
  nothing: { word: 'Nothing to prove.', paint: 'yellow' },
};

/** What no verdict of stand-ins can say, beside the verdict. */
function assumed({ standIns }: UpReport, width: number): string[] {
  if (standIns.length === 0) return [];
  const strange = [...new Set(standIns.filter(({ known }) => !known).map(({ service }) => service))];
  const known = [...new Set(standIns.map(({ service }) => service))].filter((service) => !strange.includes(service));
  const parts = [
    'Assumed: the apps start and answer on the ports they name; stand-ins answered for them.',
    ...(known.length > 0 ? [`Port and user fit the image of ${someOf(known)}.`] : []),
    ...(strange.length > 0 ? [`Nothing is known of the image of ${someOf(strange)}.`] : []),
  ];
  return wrap(parts.join(' '), width);
}

const someOf = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

/** What was kept where nobody promises an answer. */
function withoutRequests({ proven, addresses, certificates }: UpReport): string {
  if (!proven) return 'No request was made';
  const count = (number: number, one: string, many: string) =>
    number === 0 ? [] : [number === 1 ? `1 ${one}` : `${number} ${many}`];
  const kept = [
    ...count(addresses.length, 'address is answered', 'addresses are answered'),
    ...count(certificates.length, 'certificate is issued', 'certificates are issued'),
  ];
  return `${kept.join(', ')}; no request is promised`;
}

function verdict(report: UpReport, width: number, style: Style): string[] {
  const { word, paint } = verdicts[report.verdict];
  const good = report.routes.filter((route) => route.ok).length;
  const took = `${(report.wallMs / 1000).toFixed(1)} s; the cluster would take ${printSeconds(report.virtualSeconds)}`;
  const counted =
    report.routes.length === 0
      ? withoutRequests(report)
      : `${good} of ${report.routes.length} requests reach what is promised`;
  const found = report.verdict === 'proven' ? '' : `; ${countFindings(report.findings)}`;
  const [first = '', ...more] = wrap(`${word} ${counted}${found}.`, width);
  const told = [`${style[paint](style.bold(word))}${first.slice(word.length)}`, ...more];
  return [...told, ...assumed(report, width), `Took ${took}.`];
}
