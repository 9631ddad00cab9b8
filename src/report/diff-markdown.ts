import type { PartReport } from '../app/diff/compare.ts';
import type { Change } from '../app/diff/contract.ts';
import type { DiffReport } from '../app/diff/diff-report.ts';
import { groupQuestions, isSaid, summaryOf } from './diff-text.ts';
import { printable } from './table.ts';

/** Changes of a part that are told before the rest is folded. */
const toldAtMost = 15;

const marks = { danger: '🔴', notice: '🟡', note: '⚪' } as const;

/** A comment for a pull request: sections in order of danger, the long ones folded. */
export function printDiffMarkdown(report: DiffReport): string {
  const lines = ['### What this change does', '', inline(summaryOf(report)), ''];
  for (const part of report.parts) lines.push(...sectionOf(part));
  const questions = groupQuestions(report.parts.flatMap(({ unknown }) => unknown));
  if (questions.length > 0) {
    const items = questions.map(({ subjects, text }) => `- ${subjects.map(code).join(', ')}: ${inline(text)}`);
    lines.push(...folded(`not known (${questions.length})`, items));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function sectionOf({ title, changes }: PartReport): readonly string[] {
  if (changes.length === 0) return [];
  const items = changes.map(itemOf);
  if (changes.every(({ weight }) => weight === 'note')) return folded(`${title} (${changes.length})`, items);
  const [shown, rest] = [items.slice(0, toldAtMost), items.slice(toldAtMost)];
  const more = rest.length === 0 ? [] : folded(`${rest.length} more`, rest);
  return [`#### ${title[0]!.toUpperCase()}${title.slice(1)}`, '', ...shown, '', ...more];
}

function itemOf({ subject, text, weight, before, after, file, line }: Change): string {
  const sides =
    before !== undefined && after !== undefined && !isSaid(text, before, after)
      ? `<br>before: ${inline(before)}<br>after: ${inline(after)}`
      : '';
  const place = file === undefined ? '' : ` <sub>${inline(`${file}:${line ?? 1}`)}</sub>`;
  return `- ${marks[weight]} ${code(subject)} ${inline(text)}${place}${sides}`;
}

const folded = (title: string, items: readonly string[]): readonly string[] => [
  `<details><summary>${title}</summary>`,
  '',
  ...items,
  '',
  '</details>',
  '',
];

/** Text in which nothing is markup: what comes from files is shown as it is, on one line, and mentions nobody. */
function inline(text: string): string {
  return printable(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~$]/g, (mark) => `\\${mark}`)
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//');
}

/** A name as code: without back quotes of its own. */
const code = (text: string): string => `\`${printable(text).replaceAll(/\s+/g, ' ').replaceAll('`', "'")}\``;
