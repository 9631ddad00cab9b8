import type { Cause } from '../check/causes.ts';
import type { Finding, Severity } from '../core/finding.ts';
import { countTouched, excerptLines, headLines, labelledLines, placeOf } from './findings-text.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** How causes are shown. */
export interface CausesView {
  readonly width: number;
  readonly style: Style;
  /** Lines there is room for; everything is shown where it is left out. */
  readonly room?: number | undefined;
}

/** What is shown of causes, and what is not. */
export interface ShownCauses {
  readonly lines: readonly string[];
  /** The causes without a word, by index. */
  readonly hidden: readonly number[];
  /** Whether anything of those that are shown was left out. */
  readonly shortened: boolean;
}

/** How much is said of a cause: all with every place, one place with its reason, or what is wrong and what to do. */
type Form = 'all' | 'full' | 'brief';

/** So many objects are named one by one; more are counted. */
const few = 3;

/** Columns before what follows `also`. */
const labelWidth = 8;

/** Causes as a person reads them, in their order, within the lines there are: where they do not hold all, errors are told at greater length. */
export function printCauses(causes: readonly Cause[], findings: readonly Finding[], view: CausesView): ShownCauses {
  const print = (cause: Cause, form: Form) => [...printCause(cause, findings, form, view), ''];
  const { room } = view;
  if (room === undefined) {
    return { lines: causes.flatMap((cause) => print(cause, 'all')), hidden: [], shortened: false };
  }
  const shown = causes.map((cause) => print(cause, 'brief'));
  const first = causes[0]?.severity === 'error' ? print(causes[0], 'full') : undefined;
  if (first && first.length <= room) shown[0] = first;
  const fitting = countFitting(shown, room);
  const whole = fitting === causes.length;
  let left = room - shown.slice(0, fitting).reduce((sum, lines) => sum + lines.length, 0);
  let shortened = causes
    .slice(0, fitting)
    .some((cause) => someOf(othersOf(cause, findings), view.width)?.endsWith(' more'));
  for (const [index, cause] of causes.slice(0, fitting).entries()) {
    const full = print(cause, 'full');
    const more = full.length - shown[index]!.length;
    if (more <= left && (whole || cause.severity === 'error')) {
      shown[index] = full;
      left -= more;
    } else shortened = true;
  }
  const hidden = causes.map((_, index) => index).slice(fitting);
  return { lines: shown.slice(0, fitting).flat(), hidden, shortened };
}

/** How many entries from the first one on fit into so many lines. */
function countFitting(entries: readonly (readonly string[])[], room: number): number {
  let used = 0;
  const at = entries.findIndex((lines) => {
    used += lines.length;
    return used > room;
  });
  return at < 0 ? entries.length : at;
}

const othersOf = (cause: Cause, findings: readonly Finding[]): readonly Finding[] =>
  cause.findings.slice(1).map((index) => findings[index]!);

function printCause(cause: Cause, findings: readonly Finding[], form: Form, { width, style }: CausesView): string[] {
  const finding = findings[cause.findings[0]!]!;
  const others = othersOf(cause, findings);
  const text = (label: string, said: string | undefined) => labelledLines(label, said, width, style);
  const brief = form === 'brief';
  // Where nearly everything is meant, one place of it tells nothing.
  const advice = brief && isAdvice(cause, finding);
  const sentence = wrap(sentenceOf(cause, finding), width - 2);
  return [
    ...headLines(advice ? { code: finding.code, severity: finding.severity, message: '' } : finding, width, style),
    ...(brief ? cut(sentence, mostOf[finding.severity]) : sentence).map((line) => `  ${line}`),
    ...(!brief || finding.severity === 'error' ? excerptLines(finding, width, style) : []),
    ...(form === 'all' ? placesOf(cause, [finding, ...others]).flatMap(([label, place]) => text(label, place)) : []),
    ...(form === 'all' || advice ? [] : text('also', someOf(others, width))),
    ...(brief ? [] : text('why', finding.why)),
    ...text('do', finding.hint),
    ...text('known by', finding.knownBy),
  ];
}

/** Lines that briefly say what is wrong. */
const mostOf: Readonly<Record<Severity, number>> = { error: 6, warning: 4, unknown: 2, info: 2 };

const cut = (lines: readonly string[], most: number): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1]} …`];

/** Whether a rule says it of many at once. */
const isAdvice = ({ touches, message }: Cause, finding: Finding): boolean =>
  touches !== undefined && message !== finding.message;

/** What is wrong, and with what. */
function sentenceOf(cause: Cause, finding: Finding): string {
  const { touches, message } = cause;
  // Advice follows the count as its verb; what was said of one object comes after a colon.
  if (touches && isCounted(cause, finding))
    return `${countTouched(touches)}${isAdvice(cause, finding) ? '' : ':'} ${message}`;
  return finding.object ? `${finding.object}: ${finding.message}` : finding.message;
}

/** Whether its objects are counted, and none is named. */
const isCounted = (cause: Cause, finding: Finding): boolean =>
  isAdvice(cause, finding) || (cause.touches?.objects ?? 0) > few;

/** Every object with its place that the sentence and the head do not name. */
const placesOf = (cause: Cause, members: readonly Finding[]): readonly (readonly [string, string])[] =>
  isCounted(cause, members[0]!)
    ? members.map((each) => ['at', named(each)] as const)
    : members.slice(1).map((each) => ['also', named(each)] as const);

const named = (finding: Finding): string => [finding.object, placeOf(finding)].filter(Boolean).join('  ');

/** As many of the others as a line holds, and the number of the rest. */
function someOf(others: readonly Finding[], width: number): string | undefined {
  const names = others.map((finding) => finding.object ?? placeOf(finding));
  for (let count = names.length; count > 0; count--) {
    const rest = names.length - count;
    const line = `${names.slice(0, count).join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
    if (line.length <= width - labelWidth || count === 1) return line;
  }
  return undefined;
}
