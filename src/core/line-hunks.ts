/** A range of lines that differs: `[from, to)` of the old text, `[fromNow, toNow)` of the new one. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly fromNow: number;
  readonly toNow: number;
}

/** Changed ranges of lines: edits are small and far apart, so lines are matched from one change to the next. */
export function hunksOf(old: readonly string[], now: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (old[i] === now[j]) {
      i++;
      j++;
      continue;
    }
    const [di, dj] = nextMatch(old.slice(i), now.slice(j));
    hunks.push({ from: i, to: i + di, fromNow: j, toNow: j + dj });
    i += di;
    j += dj;
  }
  return hunks;
}

/** How many lines of each go until both say the same again, for two lines at least: the fewest. */
function nextMatch(old: readonly string[], now: readonly string[]): readonly [number, number] {
  for (let sum = 1; sum <= old.length + now.length; sum++) {
    for (let di = Math.max(0, sum - now.length); di <= Math.min(sum, old.length); di++) {
      const dj = sum - di;
      if (old[di] === now[dj] && old[di + 1] === now[dj + 1]) return [di, dj];
    }
  }
  return [old.length, now.length];
}
