/**
 * Does one thing to many, at most `limit` at a time. Nothing more is begun after a failure; it rejects with that of the item that stands
 * first, after those begun have ended.
 */
export async function inParallel<T>(items: Iterable<T>, limit: number, act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const failures = new Map<number, unknown>();
  let next = 0;
  const work = async () => {
    while (next < waiting.length && failures.size === 0) {
      const at = next++;
      try {
        await act(waiting[at]!);
      } catch (thrown) {
        failures.set(at, thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
}
