import { compareText } from './finding.ts';

/** The candidate a mistyped word most likely meant, or undefined when none is near: at most a third of its letters differ, letter case aside. */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || compareText(a.candidate, b.candidate));
  const best = ranked[0];
  if (!best) return undefined;
  return best.distance <= reachOf(wanted, best.candidate) ? best.candidate : undefined;
}

/** Whether one word may be meant by the other, by the same measure. */
export function isNearName(one: string, other: string): boolean {
  const reach = reachOf(one, other);
  if (Math.abs(one.length - other.length) > reach) return false;
  const [a, b] = whereTheyDiffer(one.toLowerCase(), other.toLowerCase());
  // A letter that the other has nowhere is a step at least: most words are told apart by that.
  return foreignLetters(a, b) <= reach && foreignLetters(b, a) <= reach && editDistance(a, b) <= reach;
}

function foreignLetters(word: string, other: string): number {
  let count = 0;
  for (const letter of word) if (!other.includes(letter)) count++;
  return count;
}

const reachOf = (one: string, other: string): number => Math.max(1, Math.floor(Math.max(one.length, other.length) / 3));

/** Both without how they begin and end alike, which costs no distance. */
function whereTheyDiffer(a: string, b: string): [string, string] {
  const shorter = Math.min(a.length, b.length);
  let from = 0;
  while (from < shorter && a[from] === b[from]) from++;
  let alike = 0;
  while (alike < shorter - from && a[a.length - 1 - alike] === b[b.length - 1 - alike]) alike++;
  return [a.slice(from, a.length - alike), b.slice(from, b.length - alike)];
}

/** Letters to insert, delete, replace or swap with a neighbour to make `a` into `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, replaced);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
