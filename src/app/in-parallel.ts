/** Does one thing to many, at most `limit` at a time. The first failure is the one it rejects with, after those begun have ended. */
export async function inParallel<T>(items: Iterable<T>, limit: number, act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  let next = 0;
  const work = async () => {
    while (next < waiting.length && failures.length === 0) {
      try {
        await act(waiting[next++]!);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  if (failures.length > 0) throw failures[0];
}
