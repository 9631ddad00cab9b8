import { compareSeverity, type Finding, type Severity } from '../core/finding.ts';
import { printRef } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import type { ObjectsRule } from './rule.ts';

/** One thing to be mended: findings that have the same cause, and how much of the repository they touch. */
export interface Cause {
  readonly code: string;
  readonly severity: Severity;
  /** What holds for all of its findings. */
  readonly message: string;
  /** Indexes into the findings it was made of, in their order; never empty. */
  readonly findings: readonly number[];
  /** Objects it touches, where they are all of one kind and several. */
  readonly touches?: Touched;
}

/** How many objects of a kind. */
export interface Touched {
  readonly kind: string;
  readonly objects: number;
  /** Objects of the kind that were looked at and that a file says. */
  readonly of?: number;
}

/** What causes are told by: the rules that may say what holds for many, and the objects that were looked at. */
export interface CauseSources {
  readonly rules: readonly Pick<ObjectsRule, 'id' | 'together'>[];
  readonly objects: readonly SourcedObject[];
}

/**
 * Findings by what causes them: those of one rule and severity that say the same, but for the name of their object. Errors come first; then what
 * is wrong in one place comes before advice for the whole repository, and what touches much before what touches little.
 */
export function groupCauses(findings: readonly Finding[], { rules, objects }: CauseSources): readonly Cause[] {
  const together = new Map(rules.map((rule) => [rule.id, rule.together]));
  const groups = new Map<string, number[]>();
  for (const [index, finding] of findings.entries()) {
    const key = keyOf(finding, together.has(finding.code) && together.get(finding.code) !== undefined);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  const counts = countKinds(objects);
  const causes = [...groups.values()].map((group) => toCause(group, findings, together, counts));
  const isAdvice = ({ code }: Cause): number => (together.get(code) === undefined ? 0 : 1);
  return causes.sort(
    (a, b) =>
      compareSeverity(a.severity, b.severity) ||
      isAdvice(a) - isAdvice(b) ||
      b.findings.length - a.findings.length ||
      a.findings[0]! - b.findings[0]!,
  );
}

/** What findings of one cause share. */
function keyOf({ code, severity, message, object }: Finding, advice: boolean): string {
  const kind = object?.split('/')[0] ?? '';
  return JSON.stringify(advice ? [code, severity, kind] : [code, severity, withoutOwnName(message, object)]);
}

/** A message without what it says of its own object alone. */
function withoutOwnName(message: string, object: string | undefined): string {
  if (object === undefined) return message;
  const [, ...names] = object.split('/');
  const words = names.filter((name) => name !== '').sort((a, b) => b.length - a.length);
  return words.reduce((text, word) => replaceWord(text, word), message);
}

/** Replaces a name where it stands alone: not inside of a longer one. */
function replaceWord(text: string, word: string): string {
  const inName = /[A-Za-z0-9.-]/;
  let result = '';
  let from = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const end = at + word.length;
    if (inName.test(text[at - 1] ?? ' ') || inName.test(text[end] ?? ' ')) continue;
    result += `${text.slice(from, at)}…`;
    from = end;
  }
  return result + text.slice(from);
}

/** Objects of each kind that a file says. */
function countKinds(objects: readonly SourcedObject[]): ReadonlyMap<string, number> {
  const seen = new Map<string, Set<string>>();
  for (const { object, origin, madeBy } of objects) {
    if (madeBy !== undefined || origin === undefined) continue;
    const refs = seen.get(object.kind) ?? new Set();
    seen.set(object.kind, refs.add(`${printRef(object)} ${origin.file}`));
  }
  return new Map([...seen].map(([kind, refs]) => [kind, refs.size]));
}

function toCause(
  group: readonly number[],
  findings: readonly Finding[],
  together: ReadonlyMap<string, string | undefined>,
  counts: ReadonlyMap<string, number>,
): Cause {
  const { code, severity, message } = findings[group[0]!]!;
  const touches = touchedBy(
    group.map((index) => findings[index]!),
    counts,
  );
  const common = touches && together.get(code);
  return { code, severity, message: common ?? message, findings: group, ...(touches && { touches }) };
}

function touchedBy(members: readonly Finding[], counts: ReadonlyMap<string, number>): Touched | undefined {
  const kinds = new Set(members.map(({ object }) => object?.split('/')[0]));
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined) return undefined;
  const objects = new Set(members.map(({ object, file }) => `${object} ${file ?? ''}`)).size;
  if (objects < 2) return undefined;
  const of = counts.get(kind) ?? 0;
  return { kind, objects, ...(of >= objects && { of }) };
}
