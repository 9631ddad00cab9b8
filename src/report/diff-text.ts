import type { PartReport } from '../app/diff/compare.ts';
import type { Change, OpenQuestion } from '../app/diff/contract.ts';
import type { DiffReport } from '../app/diff/diff-report.ts';
import { countOf } from './findings-text.ts';
import type { Style } from './style.ts';
import { printable, wrap } from './table.ts';

/** Changes of a part that are told one by one; `full` tells all. */
const toldAtMost = 12;

/** Lines for a person: the most dangerous first, what is not known last, then the sums. */
export function printDiff(report: DiffReport, width: number, style: Style, full = false): readonly string[] {
  return [
    ...report.parts.flatMap((part) => printPart(part, width, style, full)),
    ...unknownLines(report, width, style, full),
    ...wrap(summaryOf(report), width),
  ];
}

function printPart({ title, changes }: PartReport, width: number, style: Style, full: boolean): readonly string[] {
  if (changes.length === 0) return [];
  const groups = groupChanges(changes);
  const shown = full ? groups : groups.slice(0, toldAtMost);
  const more = groups.length - shown.length;
  return [
    style.bold(title),
    ...shown.flatMap((group) => printChange(group, { width, style, full })),
    ...(more > 0 ? [style.dim(`  … and ${more} more (--full)`)] : []),
    '',
  ];
}

const marks = { danger: '!', notice: '~', note: '·' } as const;

/** Changes of one kind that happen to several subjects alike. */
interface ChangeGroup {
  readonly change: Change;
  readonly subjects: readonly string[];
}

/** Changes that read alike as one, in the order of the first; those with two sides stay apart. */
export function groupChanges(changes: readonly Change[]): readonly ChangeGroup[] {
  const groups = new Map<string, { change: Change; subjects: string[] }>();
  for (const [i, change] of changes.entries()) {
    const isAlone = change.before !== undefined || change.after !== undefined;
    const key = isAlone ? String(i) : `${change.weight} ${change.text}`;
    const known = groups.get(key);
    if (known) known.subjects.push(change.subject);
    else groups.set(key, { change, subjects: [change.subject] });
  }
  return [...groups.values()];
}

/** What is said of one, said of several. */
const ofSeveral = (text: string): string =>
  text.replace(/^(is|changes|hands|restarts|cannot)\b/, (verb) => plurals[verb] ?? verb);

const plurals: Readonly<Record<string, string>> = { is: 'are', changes: 'change', hands: 'hand', restarts: 'restart' };

interface Look {
  readonly width: number;
  readonly style: Style;
  readonly full: boolean;
}

function printChange({ change, subjects }: ChangeGroup, { width, style, full }: Look): readonly string[] {
  const { text, weight, before, after, file, line } = change;
  const paint = { danger: style.red, notice: style.yellow, note: style.dim }[weight];
  const sides =
    before !== undefined && after !== undefined && !isSaid(text, before, after) ? sidesOf(before, after) : [];
  const place = file === undefined || weight === 'note' || subjects.length > 1 ? [] : [`${file}:${line ?? 1}`];
  const head = subjects.length === 1 ? `${subjects[0]} ${text}` : `${someOf(subjects, full)} ${ofSeveral(text)}`;
  const [first = '', ...rest] = wrap(printable(head), width - 4);
  const indented = (lines: readonly string[]) =>
    lines.flatMap((each) => wrap(printable(each), width - 6).map((one) => `      ${one}`));
  return [
    `  ${paint(marks[weight])} ${first}`,
    ...rest.map((each) => `    ${each}`),
    ...indented(sides),
    ...indented(place).map(style.dim),
  ];
}

const sidesOf = (before: string, after: string): readonly string[] => [`before: ${before}`, `after: ${after}`];

/** Whether the words hold both sides already. */
export const isSaid = (text: string, before: string, after: string): boolean =>
  text.includes('→') || (text.includes(before) && text.includes(after));

function unknownLines({ parts }: DiffReport, width: number, style: Style, full: boolean): readonly string[] {
  const all = groupQuestions(parts.flatMap(({ unknown }) => unknown));
  if (all.length === 0) return [];
  const shown = full ? all : all.slice(0, toldAtMost);
  const more = all.length - shown.length;
  return [
    style.bold('not known'),
    ...shown.flatMap(({ subjects, text }) =>
      wrap(printable(`${someOf(subjects, full)}: ${text}`), width - 4).map(
        (line, i) => `  ${i === 0 ? style.cyan('?') : ' '} ${line}`,
      ),
    ),
    ...(more > 0 ? [style.dim(`  … and ${more} more (--full)`)] : []),
    '',
  ];
}

/** Names that are told of many. */
const namedAtMost = 6;

function someOf(names: readonly string[], full: boolean): string {
  const more = names.length - namedAtMost;
  return full || more <= 1 ? names.join(', ') : `${names.slice(0, namedAtMost).join(', ')} and ${more} more`;
}

/** Questions that read alike as one, in the order of the first. */
export function groupQuestions(
  all: readonly OpenQuestion[],
): readonly (Omit<OpenQuestion, 'subject'> & { readonly subjects: readonly string[] })[] {
  const groups = new Map<string, { question: OpenQuestion; subjects: string[] }>();
  for (const question of all) {
    const known = groups.get(question.text);
    if (known) known.subjects.push(question.subject);
    else groups.set(question.text, { question, subjects: [question.subject] });
  }
  return [...groups.values()].map(({ question: { text, knownBy }, subjects }) => ({
    text,
    subjects: [...new Set(subjects)],
    ...(knownBy !== undefined && { knownBy }),
  }));
}

/** `3 changes, 1 of them dangerous; 2 not known`, or that nothing changes. */
export function summaryOf({ base, head, same, parts, kinds }: DiffReport): string {
  const changes = parts.flatMap((part) => part.changes);
  const dangers = changes.filter(({ weight }) => weight === 'danger').length;
  const open = parts.reduce((sum, { unknown }) => sum + unknown.length, 0);
  const notKnown = open === 0 ? '' : `; ${open} not known`;
  if (same) return `${base} → ${head}: ${open === 0 ? 'no change of behaviour' : `no change that is known${notKnown}`}`;
  const sum = (of: (kind: (typeof kinds)[number]) => number) => kinds.reduce((all, kind) => all + of(kind), 0);
  const objects = `${sum(({ added }) => added)} new, ${sum(({ removed }) => removed)} gone, ${sum(({ changed }) => changed)} changed`;
  const told = `${countOf(changes.length, 'change')}${dangers === 0 ? '' : `, ${dangers} of them dangerous`}`;
  return `${base} → ${head}: ${told}${notKnown} (objects: ${objects})`;
}
