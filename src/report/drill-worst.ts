import type { DrillRow, HostRow, OutagePhase } from '../app/drill/drill-report.ts';
import { printShare, printSight, printSpan } from './drill-times.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** So many are told in sentences; the rest is in the table and in `--output json`. */
const told = 5;
/** What begins so late is no matter of the first hour. */
const soon = 3600;

/** The worst drills in sentences: what clients see, what moves, why, and by which rule. */
export function worstLines(rows: readonly DrillRow[], width: number, style: Style): readonly string[] {
  const worst = [...rows]
    .sort((a, b) => weightOf(b) - weightOf(a))
    .filter((row) => weightOf(row) > 0)
    .slice(0, told);
  if (worst.length === 0) return [];
  const lines = worst.flatMap((row) => ['', ...sentences(row).flatMap((text, i) => indented(text, width, i === 0))]);
  return ['', style.bold(worst.length < rows.length ? `The worst ${worst.length}` : 'What happens'), ...lines];
}

const indented = (text: string, width: number, isHead: boolean): readonly string[] =>
  wrap(text, width - (isHead ? 2 : 4)).map((line) => `${isHead ? '  ' : '    '}${line}`);

const hostWeight = ({ state, seconds, phases }: HostRow): number => {
  const share = Math.max(0, ...phases.map((phase) => phase.share));
  if (state === 'outage') return share * (seconds?.[1] ?? 0);
  if (state !== 'lasting') return 0;
  return share * (Math.min(...phases.map(({ from }) => from[0])) > soon ? 1e6 : 1e7);
};

const weightOf = ({ hosts }: DrillRow): number => hosts.reduce((sum, host) => sum + hostWeight(host), 0);

function sentences(row: DrillRow): readonly string[] {
  const groups = new Map<string, HostRow[]>();
  for (const host of row.hosts) {
    if (host.state !== 'outage' && host.state !== 'lasting') continue;
    const key = JSON.stringify(host.phases.map(({ sees, share, from, until }) => [sees, share, from, until]));
    groups.set(key, [...(groups.get(key) ?? []), host]);
  }
  const after = [
    ...row.moves.map(({ address, from, to, at }) => `${address} moves from ${from} to ${to} after ${printSpan(at)}.`),
    ...row.starts
      .filter(({ of }) => !isHelper(of, row))
      .map(({ of, node, readyAt }) => `${of} comes up on ${node} after ${printSpan(readyAt)}.`),
  ];
  return [
    `${row.name}: ${row.summary}`,
    ...[...groups.values()].flatMap((hosts) => [hostText(hosts)]),
    ...(after.length > 0 ? [after.slice(0, 6).join(' ')] : []),
    ...row.remarks,
    `Noticed by ${row.notices.join('; ')} (${row.upstream.join('; ')}).`,
  ];
}

/** What no host is answered by is not told. */
const isHelper = (of: string, { hosts }: DrillRow): boolean =>
  !hosts.some(({ phases }) => phases.some(({ reason }) => reason.includes(of)));

function hostText(hosts: readonly HostRow[]): string {
  const names = hosts.map(({ host }) => host);
  const who = names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');
  const [first] = hosts;
  const parts = first!.phases.map((phase, i) => phaseText(phase, i));
  return `${who}: ${parts.join(', then ')}. ${capital(first!.phases.at(-1)!.reason)}.`;
}

function phaseText({ share, from, until, ...phase }: OutagePhase, i: number): string {
  const begins = i === 0 && from[1] > 0 ? `${from[0] > soon ? 'after' : 'from'} ${printSpan(from)} on, ` : '';
  const seen = `${begins}${printShare(share)} ${printSight(phase)}`;
  return until === undefined
    ? `${seen}, which does not end by itself`
    : `${seen} until ${printSpan(until)} after the fault`;
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
