import type { BaselineReport } from '../app/check-baseline.ts';
import type { CheckReport } from '../app/check-report.ts';
import type { Severity } from '../core/finding.ts';
import { printCauses } from './causes-text.ts';
import { printChartSummary } from './charts-text.ts';
import { printCoverage, printNotFollowed } from './coverage-text.ts';
import { countFindings, countOf } from './findings-text.ts';
import { printFix } from './fix-text.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** Lines of a report that is read at one look. */
const mostLines = 40;

/** How a report of `gatehouse check` is shown. */
export interface CheckTextOptions {
  readonly width: number;
  readonly style: Style;
  /** Every cause with all its places, in as many lines as it takes. */
  readonly all?: boolean | undefined;
  /** Only what was found. */
  readonly quiet?: boolean | undefined;
  /** What is not known is listed, with what would make it known. */
  readonly explainUnknown?: boolean | undefined;
}

/** Lines of a report of `gatehouse check`: at most 40 of them unless all is asked for, the worst first; the last ones sum up. */
export function printCheckReport(report: CheckReport, options: CheckTextOptions): string[] {
  const { width, style, all, quiet, explainUnknown } = options;
  const { findings, causes } = report;
  const listed = explainUnknown ? printNotFollowed(report.coverage, width, style) : [];
  const summary = quiet ? [] : printSummary(report, width);
  const fixed = report.fix ? printFix(report.fix, width, style) : [];
  const room = all ? undefined : mostLines - summary.length - 1 - (report.fix?.written ? fixed.length : 0);
  const { lines, hidden, shortened } = printCauses(causes, findings, { width, style, room });
  const left = hidden.map((index) => causes[index]!.severity);
  return [
    ...fixed,
    ...lines,
    ...(left.length > 0 || shortened ? wrap(leftOut(left), width).map(style.dim) : []),
    ...listed,
    ...summary,
  ];
}

function printSummary(report: CheckReport, width: number): string[] {
  const { name, objects, findings, charts, baseline, coverage, fixable } = report;
  const mendable = fixable === 0 ? '' : `; --fix can mend ${fixable}`;
  const counts = `${name}: ${countOf(objects, 'object')}, ${countFindings(findings)}${mendable}`;
  return [
    // Of the other charts the line on what was followed tells.
    ...printChartSummary(
      charts.filter(({ by }) => by !== 'nothing'),
      width,
    ),
    ...printCoverage(coverage, width),
    ...wrap(counts, width),
    ...(baseline ? wrap(knownOf(baseline), width) : []),
  ];
}

/** What a baseline holds back, and whether it can be made smaller. */
function knownOf({ file, known, gone, written }: BaselineReport): string {
  if (written) return `${file}: ${countOf(known, 'finding')} written down, known from now on`;
  const mended = gone.reduce((sum, { count }) => sum + count, 0);
  const over = mended === 0 ? '' : `; ${mended} of it gone: --write-baseline drops them`;
  return `${file}: ${countOf(known, 'known finding')} not told${over}`;
}

/** What is not shown, and how it is. */
function leftOut(severities: readonly Severity[]): string {
  if (severities.length === 0) return 'shortened: --all shows every place and reason';
  const count = countFindings(severities.map((severity) => ({ severity })));
  return `not shown: ${count}; --all shows everything`;
}
