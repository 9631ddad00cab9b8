import type { TraceOutcome, TraceReport } from '../app/up-report.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** Lines of one request's journey: a hop each, its reason and the upstream rule below it, and what becomes of it in the end. */
export function printTrace(report: TraceReport, width: number, style: Style): string[] {
  const label = Math.max(...report.hops.map((hop) => hop.at.length), 6);
  const indent = ' '.repeat(label + 4);
  const within = (text: string): string[] => wrap(text, width - label - 5);
  const hops = report.hops.flatMap((hop) => {
    const head = within(hop.decision).map((line, i) =>
      i === 0 ? `  ${style.bold(hop.at.padEnd(label))}  ${line}` : `${indent}${line}`,
    );
    const reason = within(hop.reason).map((line) => `${indent}${style.dim(line)}`);
    const source = hop.source ? [`${indent}${style.dim(`— ${hop.source}`)}`] : [];
    return [...head, ...reason, ...source];
  });
  return [
    `${style.bold(report.url)} from ${report.from}${printVisitor(report)}`,
    '',
    ...hops,
    '',
    ...wrap(`${wordOf(report.outcome)}: ${endOf(report.outcome)}`, width).map((line, i) =>
      i === 0 ? line.replace(wordOf(report.outcome), paint(report.outcome, style)) : `  ${line}`,
    ),
    ...(report.outcomes ?? []).flatMap(({ seenAs, when, outcome }) =>
      wrap(`seen as ${seenAs}, ${when}: ${wordOf(outcome).toLowerCase()}, ${endOf(outcome)}`, width - 4).map(
        (line, i) => `${i === 0 ? '  ' : '    '}${line}`,
      ),
    ),
  ];
}

const printVisitor = ({ visitor }: TraceReport): string =>
  visitor
    ? `, signed in as ${visitor.user} (${visitor.groups.join(', ') || 'no group'}; ${visitor.factors === 2 ? 'two factors' : 'one factor'})`
    : '';

const wordOf = ({ unknown, allowed }: TraceOutcome): string =>
  unknown === undefined ? (allowed ? 'Allowed' : 'Refused') : 'Not known';

const endOf = ({ unknown, status, allowed, backend }: TraceOutcome): string => {
  if (unknown !== undefined) return unknown;
  if (status === 0) return allowed && backend ? `reaches ${backend}` : 'no answer';
  // No app runs here: that it is reached is known, what it answers is not.
  if (allowed && status === 200 && /^[^/ ]+\/[^/ ]+$/.test(backend)) return `reaches ${backend}`;
  return `status ${status}${allowed && backend ? ` from ${backend}` : ''}`;
};

function paint(outcome: TraceOutcome, style: Style): string {
  const word = wordOf(outcome);
  if (outcome.unknown !== undefined) return style.yellow(word);
  return outcome.allowed ? style.green(word) : style.red(word);
}
