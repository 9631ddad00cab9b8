import type { VerifyReport, VerifyRow } from '../app/verify-report.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** Lines of what was promised and seen: what differs first, each with the first step that explains it. */
export function printVerify(report: VerifyReport, width: number, style: Style): string[] {
  const { rows, notCompared, lab, cluster } = report;
  const of = (outcome: VerifyRow['outcome']) => rows.filter((row) => row.outcome === outcome);
  const [kept, differing, unknown] = [of('kept'), of('differs'), of('unknown')];
  const counts = [
    `${kept.length} of ${rows.length} promises kept`,
    ...(differing.length > 0 ? [`${differing.length} ${differing.length === 1 ? 'differs' : 'differ'}`] : []),
    ...(unknown.length > 0 ? [`${unknown.length} not known`] : []),
  ];
  return [
    ...wrap(`${lab} on ${cluster}: ${counts.join(', ')}`, width).map(style.bold),
    ...printDifferences(rows, width, style),
    ...(unknown.length + notCompared.length > 0 ? ['', style.yellow('Not known')] : []),
    ...unknown.flatMap(({ url, reason = '' }) => hang(`${url}: ${reason}`, width)),
    ...notCompared.flatMap((each) => hang(each, width)),
    ...(kept.length > 0
      ? ['', ...kept.flatMap((row) => hang(`${style.green('ok')} ${row.url}  ${keptText(row)}`, width))]
      : []),
  ];
}

/** Lines of what is not as promised alone, a blank one before each. */
export const printDifferences = (rows: VerifyReport['rows'], width: number, style: Style): readonly string[] =>
  rows.filter(({ outcome }) => outcome === 'differs').flatMap((row) => ['', ...differenceLines(row, width, style)]);

function differenceLines(row: VerifyRow, width: number, style: Style): string[] {
  const [first, ...others] = row.differences;
  if (!first) return [];
  return [
    ...wrap(`${row.url}  ${first.step}: ${first.observed}`, width).map(style.red),
    ...hang(`promised: ${first.expected}`, width),
    ...hang(`next: ${first.hint}`, width),
    ...others.flatMap((each) =>
      hang(`then ${each.step}: ${each.observed}, not ${each.expected}`, width).map(style.dim),
    ),
  ];
}

function keptText({ observed, connectMs, tlsMs, trusted }: VerifyRow): string {
  const times = [
    ...(connectMs === undefined ? [] : [`TCP ${connectMs} ms`]),
    ...(tlsMs === undefined ? [] : [`TLS ${tlsMs} ms`]),
    ...(trusted === false ? ['certificate not trusted here'] : []),
  ];
  return times.length === 0 ? observed : `${observed} (${times.join(', ')})`;
}

const hang = (text: string, width: number): string[] => wrap(text, width - 2).map((line) => `  ${line}`);
