/** Does what it is given, at most so many at once; the others wait in the order they came. */
export function createTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async (work) => {
    if (busy >= most) await new Promise<void>((start) => waiting.push(start));
    else busy++;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the turn; only without anybody it is free.
      const next = waiting.shift();
      if (next) next();
      else busy--;
    }
  };
}
