import type { Cause } from '../../check/causes.ts';
import type { Finding, Severity } from '../../core/finding.ts';
import { countFindings, countOf, countTouched } from '../findings-text.ts';
import { pathFrom } from '../path-from.ts';
import type { FormatInput, ReportFormat } from './format.ts';

/** Rows of a table: a comment on GitHub holds 65,536 characters. */
const mostRows = 40;

const titles: readonly (readonly [Severity, string])[] = [
  ['error', 'Errors'],
  ['warning', 'Warnings'],
  ['unknown', 'Not known'],
  ['info', 'Notes'],
];

/** A summary for a pull request: https://github.github.com/gfm */
export const format: ReportFormat = {
  id: 'markdown',
  says: 'comments and summaries of pull requests: a table of the errors, and all else folded',
  print: (input) => {
    const { name, findings, causes } = input.report;
    const sections = titles.flatMap(([severity, title]) => {
      const own = causes.filter((cause) => cause.severity === severity);
      return own.length === 0 ? [] : section(title, own, severity === 'error', input);
    });
    return [`### Gatehouse: ${escapeText(name)}, ${countFindings(findings)}`, ...sections];
  },
};

function section(title: string, causes: readonly Cause[], open: boolean, input: FormatInput): readonly string[] {
  const rows = causes.slice(0, mostRows).map((cause) => row(cause, input));
  const more = causes.length - rows.length;
  const table = [
    '| rule | what | where | what to do |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(more > 0 ? ['', `… and ${more} more: \`gatehouse check --all\` shows them.`] : []),
  ];
  if (open) return ['', `**${title}**`, '', ...table];
  const told = causes.reduce((sum, { findings }) => sum + findings.length, 0);
  const count = causes.length === told ? String(told) : `${told}, of ${countOf(causes.length, 'cause')}`;
  return ['', `<details><summary>${title}: ${count}</summary>`, '', ...table, '', '</details>'];
}

function row(cause: Cause, { report, cwd }: FormatInput): string {
  const finding = report.findings[cause.findings[0]!]!;
  const more = cause.findings.length - 1;
  const place = finding.file
    ? `${codeSpan(`${pathFrom(cwd, report, finding.file)}${finding.line === undefined ? '' : `:${finding.line}`}`)}`
    : '';
  const next = finding.hint ?? (finding.knownBy ? `known by: ${finding.knownBy}` : '');
  const cells = [
    codeSpan(cause.code),
    escapeText(whatOf(cause, finding)),
    `${place}${more > 0 ? ` and ${more} more` : ''}`.trim(),
    escapeText(next),
  ];
  return `| ${cells.join(' | ')} |`;
}

function whatOf({ touches, message }: Cause, finding: Finding): string {
  if (touches) return `${countTouched(touches)}${message === finding.message ? ':' : ''} ${message}`;
  return finding.object ? `${finding.object}: ${message}` : message;
}

/** Text in which nothing is markup, HTML, a mention or the end of a cell. */
const escapeText = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '\ufffd');

/** A code span in a cell: pipes are escaped there, too, and backticks would end it. */
const codeSpan = (text: string): string =>
  `\`${text
    .replaceAll('`', "'")
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '\ufffd')}\``;
