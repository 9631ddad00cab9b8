import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Makes a counter of work done: every `every` units it lets the event loop turn, so that signals, sockets and progress are served
 * while much is computed. It counts work and reads no clock: what is computed is the same on every machine.
 */
export function createPause(every: number): (units?: number) => void | Promise<void> {
  let done = 0;
  return (units = 1) => {
    done += units;
    if (done < every) return undefined;
    done = 0;
    return nextTurn();
  };
}

/** Work in steps: each yield says how many units were done since the last. The result is the same however it is run. */
export type Steps<T> = Generator<number, T, void>;

/** Does all steps at once. */
export function runAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does the steps, and lets the event loop turn every `every` units. */
export async function runInTurns<T>(steps: Steps<T>, every: number): Promise<T> {
  const pause = createPause(every);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await pause(step.value);
  }
}
