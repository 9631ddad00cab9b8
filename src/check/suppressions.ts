import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { nearestName } from '../core/nearest.ts';
import { splitDocuments } from '../kube/yaml-split.ts';
import type { ObjectsRule } from './rule.ts';

/** A comment that takes findings of one rule away from the document it stands in. */
export interface Suppression {
  readonly rule: string;
  readonly reason: string;
  readonly file: string;
  /** 1-based line of the comment. */
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
  /** First and last line of the document. */
  readonly from: number;
  readonly to: number;
}

const yamlName = /(\.ya?ml|(^|\/)Kustomization)$/;
const marker = 'gatehouse: ignore=';
const comment = /#\s*gatehouse: ignore=([A-Za-z0-9-]+)[ \t]*(.*)$/;

/** All suppressing comments of a tree. */
export function readSuppressions(tree: FileTree): readonly Suppression[] {
  const found: Suppression[] = [];
  for (const file of tree.keys()) {
    // A comment can only stand in YAML; other files are left unread.
    const text = yamlName.test(file) ? tree.get(file) : undefined;
    if (text?.includes(marker)) for (const each of suppressionsIn(file, text)) found.push(each);
  }
  return found;
}

function suppressionsIn(file: string, text: string): readonly Suppression[] {
  const lines = text.split('\n');
  const starts = splitDocuments(text).map((piece) => piece.line);
  let next = 0;
  return lines.flatMap((excerpt, index) => {
    const line = index + 1;
    while (next < starts.length && starts[next]! <= line) next++;
    const match = comment.exec(excerpt);
    if (!match) return [];
    const from = starts[next - 1] ?? 1;
    const to = (starts[next] ?? lines.length + 1) - 1;
    const place = { file, line, column: match.index + 1, excerpt: excerpt.trimEnd(), from, to };
    return [{ rule: match[1]!, reason: match[2]!.trim(), ...place }];
  });
}

/** Findings without the suppressed ones, and a finding for every comment that suppresses nothing or does not say why. */
export function applySuppressions(
  findings: readonly Finding[],
  rules: readonly Pick<ObjectsRule, 'id' | 'looksBeyond'>[],
  tree: FileTree,
): readonly Finding[] {
  const suppressions = readSuppressions(tree);
  if (suppressions.length === 0) return findings;
  const used = new Set<Suppression>();
  const groups = groupByRule(suppressions);
  const kept = findings.filter((finding) => {
    const matching = coveringOf(groups.get(groupKey(finding.file, finding.code)) ?? [], finding.line ?? 1);
    for (const each of matching) used.add(each);
    return matching.length === 0;
  });
  const hints = hintsFor(rules.map((rule) => rule.id));
  const beyond = new Set(rules.filter(({ looksBeyond }) => looksBeyond).map(({ id }) => id));
  const needless = suppressions.filter((each) => !used.has(each) && !beyond.has(each.rule));
  const bare = suppressions.filter((each) => used.has(each) && each.reason === '').map(withoutReason);
  return [...kept, ...bare, ...needless.map((each) => unused(each, hints(each.rule)))];
}

const groupKey = (file: string | undefined, rule: string): string => `${rule} ${file ?? ''}`;

/** In the order of lines, as they were read. */
function groupByRule(suppressions: readonly Suppression[]): ReadonlyMap<string, readonly Suppression[]> {
  const groups = new Map<string, Suppression[]>();
  for (const each of suppressions) {
    const key = groupKey(each.file, each.rule);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(each);
  }
  return groups;
}

/** Those of one file and rule whose document has the line; found by halving, since documents follow each other. */
function coveringOf(group: readonly Suppression[], line: number): readonly Suppression[] {
  let low = 0;
  let high = group.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (group[middle]!.to < line) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < group.length && group[end]!.from <= line) end++;
  return group.slice(low, end);
}

interface RuleHint {
  readonly known: boolean;
  readonly hint: string;
}

/** What to say of a rule that ignores nothing; worked out once a name. */
function hintsFor(ids: readonly string[]): (rule: string) => RuleHint {
  const hints = new Map<string, RuleHint>();
  return (rule) => {
    const made = hints.get(rule) ?? hintFor(rule, ids);
    hints.set(rule, made);
    return made;
  };
}

function hintFor(rule: string, ids: readonly string[]): RuleHint {
  const known = ids.includes(rule);
  const near = known ? undefined : nearestName(rule, ids);
  return { known, hint: near ? `did you mean ${near}?` : 'remove the comment' };
}

const withoutReason = ({ rule, file, line, column, excerpt }: Suppression): Finding => ({
  code: 'suppression-without-reason',
  severity: 'info',
  message: `${rule} is silenced, and nothing says why`,
  file,
  line,
  column,
  excerpt,
  hint: `write the reason after it: # gatehouse: ignore=${rule} because …`,
});

function unused(suppression: Suppression, { known, hint }: RuleHint): Finding {
  const { rule, file, line, column, excerpt } = suppression;
  const message = known ? `nothing to ignore: ${rule} finds no problem here` : `there is no rule ${rule}`;
  const severity = known ? 'warning' : 'info';
  return { code: 'unused-suppression', severity, message, file, line, column, excerpt, hint };
}
