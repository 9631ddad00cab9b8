/** How often an object was written, and by whom: most objects are written by one alone. */
export interface Tally {
  total: number;
  readonly first: string;
  byFirst: number;
  /** Without the first. */
  others: Map<string, number> | undefined;
}

/** Counts one more write of an object by the work of that key; the tally of the object. */
export function tally(tallies: Map<string, Tally>, uid: string, key: string): Tally {
  const known = tallies.get(uid);
  if (!known) {
    const made = { total: 1, first: key, byFirst: 1, others: undefined };
    tallies.set(uid, made);
    return made;
  }
  known.total++;
  if (known.first === key) known.byFirst++;
  else {
    known.others ??= new Map();
    known.others.set(key, (known.others.get(key) ?? 0) + 1);
  }
  return known;
}

/** How often the work of a key wrote. */
export const writesOf = ({ first, byFirst, others }: Tally, key: string): number =>
  first === key ? byFirst : (others?.get(key) ?? 0);

/** Who wrote, in the order of their first writes, and how often. */
export const writersOf = (found: Tally | undefined): readonly (readonly [string, number])[] =>
  found ? [[found.first, found.byFirst], ...(found.others ?? [])] : [];
