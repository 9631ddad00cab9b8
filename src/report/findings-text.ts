import type { Touched } from '../check/causes.ts';
import type { Finding } from '../core/finding.ts';
import type { Style } from './style.ts';
import { printable, shorten, wrap } from './table.ts';

/** Lines that show findings to a person: place, excerpt with a caret, why, next action. */
export function printFindings(findings: readonly Finding[], width: number, style: Style): string[] {
  return findings.flatMap((finding) => [...printFinding(finding, width, style), '']);
}

function printFinding(finding: Finding, width: number, style: Style): string[] {
  return [
    ...headLines(finding, width, style),
    ...wrap(finding.object ? `${finding.object}: ${finding.message}` : finding.message, width - 2).map(
      (line) => `  ${line}`,
    ),
    ...excerptLines(finding, width, style),
    ...labelledLines('why', finding.why, width, style),
    ...labelledLines('do', finding.hint, width, style),
    ...labelledLines('known by', finding.knownBy, width, style),
  ];
}

/** Severities as they are read. */
export const wordOf = { error: 'error', warning: 'warning', unknown: 'not known', info: 'note' } as const;

/** Severity, code and place: the place on a line of its own where they do not fit beside each other. */
export function headLines(finding: Finding, width: number, style: Style): string[] {
  const paint = { error: style.red, warning: style.yellow, info: style.dim, unknown: style.cyan }[finding.severity];
  const word = wordOf[finding.severity];
  const place = [placeOf(finding), finding.clusters?.map(printable).join(', ')].filter(Boolean).join(' of ');
  const head = `${paint(word)} ${style.bold(finding.code)}`;
  if (place === '') return [head];
  const fits = word.length + finding.code.length + place.length + 3 <= width;
  return fits ? [`${head}  ${style.dim(place)}`] : [head, `  ${style.dim(place)}`];
}

/** `file:line:column`, as far as known. */
export function placeOf(finding: Finding): string {
  if (!finding.file) return '';
  return [
    printable(finding.file.replaceAll(/\s/g, ' ')),
    finding.line,
    finding.line === undefined ? undefined : finding.column,
  ]
    .filter((part) => part !== undefined)
    .join(':');
}

/** The line a finding points at, with a caret below its column. */
export function excerptLines(finding: Finding, width: number, style: Style): string[] {
  if (finding.excerpt === undefined || finding.line === undefined) return [];
  const gutter = String(finding.line);
  const text = finding.excerpt.replaceAll(/[^\S ]/g, '→');
  const caret =
    finding.column === undefined ? [] : [`    ${' '.repeat(gutter.length)} | ${' '.repeat(finding.column - 1)}^`];
  return [
    style.dim(`    ${gutter} | ${shorten(text, width - 7 - gutter.length)}`),
    ...caret.filter((line) => line.length <= width),
  ];
}

/** A text after its label, as wide as there is room. */
export function labelledLines(label: string, text: string | undefined, width: number, style: Style): string[] {
  if (!text) return [];
  const indent = label.length + 4;
  return wrap(text, width - indent).map((line, i) =>
    i === 0 ? `  ${style.dim(label)}  ${line}` : `${' '.repeat(indent)}${line}`,
  );
}

/** `1 object`, `2 objects`, `3 Ingresses`. */
export const countOf = (count: number, word: string): string => `${count} ${count === 1 ? word : pluralOf(word)}`;

/** `69 of 69 HelmReleases`. */
export const countTouched = ({ kind, objects, of }: Touched): string =>
  of === undefined ? countOf(objects, kind) : `${objects} of ${countOf(of, kind)}`;

function pluralOf(word: string): string {
  if (/(s|x|ch|sh)$/.test(word)) return word === 'Endpoints' ? word : `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** `2 errors, 1 warning`, or `no findings`. */
export function countFindings(findings: readonly Pick<Finding, 'severity'>[]): string {
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
