import type { LiveRow, LiveUpReport } from '../app/live/live-report.ts';
import { worstFirst } from '../core/finding.ts';
import { countFindings, printFindings } from './findings-text.ts';
import { printPruned } from './pruned-text.ts';
import type { Style } from './style.ts';
import { type Cell, printAge, printTable, wrap } from './table.ts';
import { printDifferences, printVerify } from './verify-text.ts';

/**
 * Lines of what came of bringing a real cluster up: what was written, and how it came up beside how it was predicted to; `isWhole` names
 * everything, however long.
 */
export function printLiveUp(report: LiveUpReport, width: number, style: Style, isWhole = false): string[] {
  const { findings } = report;
  return [
    ...(report.cause === undefined ? [] : [...wrap(refutedLine(report.cause), width).map(style.red), '']),
    ...(wasStopped(report) ? [] : [...wrap(writtenLine(report), width), '']),
    ...printPruned(report, width, style, isWhole),
    ...timeline(report, width, style),
    ...(findings.length > 0
      ? [style.bold(`Findings: ${countFindings(findings)}`), ...printFindings(worstFirst(findings), width, style)]
      : []),
    ...(report.verification ? [...printVerify({ ...report, ...report.verification }, width, style), ''] : []),
    ...wrap(lastLine(report), width).map(style.bold),
    ...(report.cause === undefined ? [] : wrap(whyLine(report), width)),
  ];
}

const refutedLine = (cause: string): string => `Refuted by the embedded cluster: ${cause}`;

/** What it came to in one line, after what is wrong: errors, and what differs from what is promised. */
export function printLiveUpInShort(report: LiveUpReport, width: number, style: Style): string[] {
  const errors = report.findings.filter(({ severity }) => severity === 'error');
  const differences = printDifferences(report.verification?.rows ?? [], width, style).slice(1);
  return [
    ...printFindings(errors, width, style),
    ...(differences.length > 0 ? [...differences, ''] : []),
    ...wrap(lastLine(report), width).map(style.bold),
    ...(report.cause === undefined ? [] : wrap(whyLine(report), width)),
  ];
}

/** Something spoke against it before anything was applied or asked. */
const wasStopped = ({ verdict, applied }: LiveUpReport): boolean => verdict === 'refuted' && applied.length === 0;

/** What a refutation means for what was done. */
function whyLine(report: LiveUpReport): string {
  const { cause, dryRun } = report;
  const next = wasStopped(report) || dryRun ? ' (--even-refuted brings it there all the same)' : '';
  return `Why: ${cause}${next}`;
}

function writtenLine({ applied, secrets, dryRun, cluster }: LiveUpReport): string {
  const count = (wanted: string) => applied.filter(({ outcome }) => outcome === wanted).length;
  const parts = [
    `${count('created')} created`,
    `${count('changed')} changed`,
    `${count('unchanged')} unchanged`,
    ...(count('pruned') > 0 ? [`${count('pruned')} pruned`] : []),
    ...(count('later') > 0 ? [`${count('later')} not asked for yet, since what they need comes first`] : []),
    ...(secrets.length > 0 ? [`${secrets.length === 1 ? 'Secret' : 'Secrets'} ${secrets.join(', ')} made`] : []),
  ];
  return `${dryRun ? `What ${cluster} would take` : `Applied to ${cluster}`}: ${parts.join(', ')}`;
}

function timeline({ convergence }: LiveUpReport, width: number, style: Style): string[] {
  if (convergence.length === 0) return [];
  const rows = convergence.map((row): Cell[] => [
    mark(row, style),
    row.kind,
    row.readyAt === undefined ? 'not yet' : printAge(row.readyAt),
    row.predictedReadyAt === undefined ? '' : printAge(row.predictedReadyAt),
    row.readyAt === undefined ? (row.message ?? '') : '',
  ]);
  return [
    style.bold('Timeline'),
    ...printTable(['OBJECT', 'KIND', 'READY', 'PREDICTED', 'SAYS'], rows, width, style),
    '',
  ];
}

const mark = ({ readyAt, name }: LiveRow, style: Style): Cell => {
  const bare = name.slice(name.indexOf('/') + 1);
  return readyAt === undefined ? { text: `✘ ${bare}`, paint: style.red } : { text: `✔ ${bare}`, paint: style.green };
};

function lastLine(report: LiveUpReport): string {
  const { verdict, dryRun, convergence, cluster, lab, applied, verification, cause } = report;
  if (verdict === 'refuted' && applied.length === 0) return `Nothing was written to ${cluster}.`;
  if (cause !== undefined && dryRun)
    return `Nothing was written to ${cluster}; without --dry-run it would stop before it writes anything.`;
  if (cause !== undefined && verification) return `${lab} is up on ${cluster}, and is refuted by the embedded cluster.`;
  if (verdict === 'refuted' && verification) return `${lab} is up on ${cluster}, and does not answer as promised.`;
  if (verdict === 'refuted' && dryRun) return `Nothing was written to ${cluster}; it would not take all of it.`;
  if (verdict === 'refuted') return `${lab} is not up on ${cluster}.`;
  const isWhole = applied.every(({ outcome }) => outcome !== 'later');
  if (dryRun)
    return `Nothing was written to ${cluster}; it would take ${isWhole ? 'all of it' : 'what could be asked for'}.`;
  const ready = `${lab} is up on ${cluster}: ${convergence.length} of ${convergence.length} ready`;
  if (verdict === 'nothing') return `${ready}; it promises nothing that could be asked for.`;
  return verdict === 'proven'
    ? `${ready}, and all it promises is kept.`
    : `${ready}; what it promises is not all known.`;
}
