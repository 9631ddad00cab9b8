import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { nearestName } from '../core/nearest.ts';
import { splitDocuments } from '../kube/yaml-split.ts';
import type { Rule } from './rule.ts';

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

const marker = 'gatehouse: ignore=';
const comment = /#\s*gatehouse: ignore=([A-Za-z0-9-]+)[ \t]*(.*)$/;

/** All suppressing comments of a tree. */
export function readSuppressions(tree: FileTree): readonly Suppression[] {
  const found: Suppression[] = [];
  for (const [file, text] of tree) {
    if (text.includes(marker)) found.push(...suppressionsIn(file, text));
  }
  return found;
}

function suppressionsIn(file: string, text: string): readonly Suppression[] {
  const lines = text.split('\n');
  const starts = splitDocuments(text).map((piece) => piece.line);
  return lines.flatMap((excerpt, index) => {
    const match = comment.exec(excerpt);
    if (!match) return [];
    const line = index + 1;
    const from = starts.findLast((start) => start <= line) ?? 1;
    const to = (starts.find((start) => start > line) ?? lines.length + 1) - 1;
    const place = { file, line, column: match.index + 1, excerpt: excerpt.trimEnd(), from, to };
    return [{ rule: match[1]!, reason: match[2]!.trim(), ...place }];
  });
}

/** Findings without the suppressed ones, and a finding for every comment that suppresses nothing. */
export function applySuppressions(
  findings: readonly Finding[],
  rules: readonly Rule[],
  tree: FileTree,
): readonly Finding[] {
  const suppressions = readSuppressions(tree);
  if (suppressions.length === 0) return findings;
  const used = new Set<Suppression>();
  const kept = findings.filter((finding) => {
    const matching = suppressions.filter((each) => covers(each, finding));
    for (const each of matching) used.add(each);
    return matching.length === 0;
  });
  const ids = rules.map((rule) => rule.id);
  return [...kept, ...suppressions.filter((each) => !used.has(each)).map((each) => unused(each, ids))];
}

const covers = ({ rule, file, from, to }: Suppression, finding: Finding): boolean =>
  finding.code === rule && finding.file === file && (finding.line ?? 1) >= from && (finding.line ?? 1) <= to;

function unused(suppression: Suppression, ids: readonly string[]): Finding {
  const { rule, file, line, column, excerpt } = suppression;
  const known = ids.includes(rule);
  const near = known ? undefined : nearestName(rule, ids);
  const hint = near ? `did you mean ${near}?` : 'remove the comment';
  const message = known ? `nothing to ignore: ${rule} finds no problem here` : `there is no rule ${rule}`;
  return { code: 'unused-suppression', severity: 'warning', message, file, line, column, excerpt, hint };
}
