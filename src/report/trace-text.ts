import type { TraceReport } from '../app/up-report.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** Lines of one request's journey: a hop each, its reason and the upstream rule below it. */
export function printTrace(report: TraceReport, width: number, style: Style): string[] {
  const label = Math.max(...report.hops.map((hop) => hop.at.length), 6);
  const hops = report.hops.flatMap((hop) => {
    const head = wrap(hop.decision, width - label - 5).map((line, i) =>
      i === 0 ? `  ${style.bold(hop.at.padEnd(label))}  ${line}` : `${' '.repeat(label + 4)}${line}`,
    );
    const reason = wrap(hop.reason, width - label - 5).map((line) => `${' '.repeat(label + 4)}${style.dim(line)}`);
    const source = hop.source ? [`${' '.repeat(label + 4)}${style.dim(`— ${hop.source}`)}`] : [];
    return [...head, ...reason, ...source];
  });
  const { status, allowed, backend } = report.outcome;
  const end = status === 0 ? 'no answer' : `status ${status}${allowed && backend ? ` from ${backend}` : ''}`;
  return [
    `${style.bold(report.url)} from ${report.from}`,
    '',
    ...hops,
    '',
    `${allowed ? style.green('Allowed:') : style.red('Refused:')} ${end}`,
  ];
}
