import { describe, expect, it } from 'vitest';
import { createPause, runAtOnce, runInTurns, type Steps } from './pause.ts';

function* sum(count: number): Steps<number> {
  let total = 0;
  for (let n = 1; n <= count; n++) {
    total += n;
    yield 1;
  }
  return total;
}

describe('work in steps', () => {
  it('comes to the same at once and in turns', async () => {
    expect(runAtOnce(sum(1000))).toBe(500_500);
    expect(await runInTurns(sum(1000), 10)).toBe(500_500);
  });

  it.each([
    [10, 100],
    [1000, 1],
    [1001, 0],
  ])('lets the event loop turn every %i units: %i times in a thousand', async (every, expected) => {
    let turns = 0;
    const pause = createPause(every);
    for (let n = 0; n < 1000; n++) {
      const turn = pause();
      if (turn) {
        turns += 1;
        await turn;
      }
    }
    expect(turns).toBe(expected);
  });

  it('lets others have their turn meanwhile', async () => {
    let others = 0;
    let done = false;
    const other = () => {
      others += 1;
      if (!done) setImmediate(other);
    };
    setImmediate(other);
    await runInTurns(sum(1000), 10);
    done = true;
    expect(others).toBeGreaterThan(50);
  });
});
