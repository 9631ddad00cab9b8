import type { Finding } from '../core/finding.ts';
import type { Style } from './style.ts';
import { printable, shorten, wrap } from './table.ts';

/** Lines that show findings to a person: place, excerpt with a caret, why, next action. */
export function printFindings(findings: readonly Finding[], width: number, style: Style): string[] {
  return findings.flatMap((finding) => [...printFinding(finding, width, style), '']);
}

function printFinding(finding: Finding, width: number, style: Style): string[] {
  const paint = { error: style.red, warning: style.yellow, info: style.dim, unknown: style.cyan }[finding.severity];
  const place = [placeOf(finding), finding.clusters?.map(printable).join(', ')].filter(Boolean).join(' of ');
  const head = `${paint(finding.severity === 'unknown' ? 'not known' : finding.severity)} ${style.bold(finding.code)}`;
  return [
    ...(place ? [`${head}  ${style.dim(place)}`] : [head]),
    ...wrap(finding.object ? `${finding.object}: ${finding.message}` : finding.message, width - 2).map(
      (line) => `  ${line}`,
    ),
    ...excerptOf(finding, width, style),
    ...labelled('why', finding.why, width, style),
    ...labelled('do', finding.hint, width, style),
    ...labelled('known by', finding.knownBy, width, style),
  ];
}

/** `file:line:column`, as far as known. */
export function placeOf(finding: Finding): string {
  if (!finding.file) return '';
  return [printable(finding.file), finding.line, finding.line === undefined ? undefined : finding.column]
    .filter((part) => part !== undefined)
    .join(':');
}

function excerptOf(finding: Finding, width: number, style: Style): string[] {
  if (finding.excerpt === undefined || finding.line === undefined) return [];
  const gutter = String(finding.line);
  const text = finding.excerpt.replaceAll('\t', '→');
  const caret =
    finding.column === undefined ? [] : [`    ${' '.repeat(gutter.length)} | ${' '.repeat(finding.column - 1)}^`];
  return [
    style.dim(`    ${gutter} | ${shorten(text, width - 7 - gutter.length)}`),
    ...caret.filter((line) => line.length <= width),
  ];
}

function labelled(label: string, text: string | undefined, width: number, style: Style): string[] {
  if (!text) return [];
  const indent = label.length + 4;
  return wrap(text, width - indent).map((line, i) =>
    i === 0 ? `  ${style.dim(label)}  ${line}` : `${' '.repeat(indent)}${line}`,
  );
}

/** `1 object`, `2 objects`. */
export const countOf = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `2 errors, 1 warning`, or `no findings`. */
export function countFindings(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity'], word: string) => {
    const n = findings.filter((finding) => finding.severity === severity).length;
    return n === 0 ? [] : [countOf(n, word)];
  };
  const unknowns = findings.filter(({ severity }) => severity === 'unknown').length;
  const parts = [
    ...count('error', 'error'),
    ...count('warning', 'warning'),
    ...(unknowns === 0 ? [] : [`${unknowns} not known`]),
    ...count('info', 'note'),
  ];
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
