import { compareText } from '../../core/finding.ts';
import type { Change, OpenQuestion } from './contract.ts';
import { diffParts } from './index.ts';
import { countKinds, type KindCount } from './objects.ts';
import { readSides, type SideFiles } from './read-sides.ts';

/** What one part of the comparison came to. */
export interface PartReport {
  readonly id: string;
  readonly title: string;
  readonly changes: readonly Change[];
  readonly unknown: readonly OpenQuestion[];
}

/** What two states come to. */
export interface Comparison {
  /** Whether nothing that is known differs. */
  readonly same: boolean;
  /** In order of danger; those with nothing to say are left out. */
  readonly parts: readonly PartReport[];
  /** Objects that come, go and change, by kind. */
  readonly kinds: readonly KindCount[];
}

/** Holds two states against each other, part by part. */
export async function compare(old: SideFiles, now: SideFiles): Promise<Comparison> {
  const { before, after, changes, unknown } = await readSides(old, now);
  const parts: PartReport[] = [{ id: 'builds', title: 'builds', changes, unknown }];
  for (const { id, title, compare: look } of diffParts) {
    const { changes: found, unknown: open = [] } = await look(before, after);
    parts.push({ id, title, changes: inOrder(found), unknown: open });
  }
  const told = parts.filter((part) => part.changes.length + part.unknown.length > 0);
  return { same: parts.every((part) => part.changes.length === 0), parts: told, kinds: countKinds(before, after) };
}

const rank = { danger: 0, notice: 1, note: 2 } as const;

/** The most dangerous first, then by what it happens to. */
export const inOrder = (changes: readonly Change[]): readonly Change[] =>
  [...changes].sort(
    (a, b) => rank[a.weight] - rank[b.weight] || compareText(a.subject, b.subject) || compareText(a.text, b.text),
  );
