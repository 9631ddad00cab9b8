/** Milliseconds of the first wait. */
const shortest = 250;
/** Milliseconds of the longest wait, before chance. */
const longest = 30_000;

/** Milliseconds before a try that follows `tries` in vain: ever longer, and by chance, so that many who wait do not come back together. */
export const backOff = (tries: number, random: () => number): number =>
  Math.round(Math.min(longest, shortest * 2 ** (tries - 1)) * (0.5 + random() / 2));
