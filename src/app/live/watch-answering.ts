/** An API that is asked again and again while something is waited for. */
export interface Answering {
  /** What it failed with, once it has not answered for as long as a call may take; undefined while it answers. */
  readonly lost: () => unknown;
  /** Milliseconds since it was heard of last. */
  readonly quietMs: () => number;
  readonly stop: () => void;
}

/** How the API is asked whether it is still there. */
export interface AnsweringOptions {
  /** Rejects where nobody answers within the time that a call may take. */
  readonly ask: () => Promise<unknown>;
  /** Milliseconds without any answer after which it counts as lost. */
  readonly patienceMs: number;
  /** Milliseconds since any moment. */
  readonly now: () => number;
  /** Lets milliseconds pass. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Milliseconds between two questions. */
const askEvery = 2000;

/**
 * Asks until it is stopped. Open watches tell nothing of a server that takes connections and says no more: only a question shows it. One that
 * is away for less than a call may take, as while it starts anew, is not lost.
 */
export function watchAnswering({ ask, patienceMs, now, wait }: AnsweringOptions): Answering {
  let lost: unknown;
  let isStopped = false;
  let heard = now();
  const run = async () => {
    while (!isStopped && lost === undefined) {
      try {
        await ask();
        heard = now();
      } catch (thrown) {
        if (now() - heard >= patienceMs) lost = thrown;
      }
      await wait(askEvery);
    }
  };
  void run();
  return {
    lost: () => lost,
    quietMs: () => now() - heard,
    stop: () => {
      isStopped = true;
    },
  };
}

/** Milliseconds without a word after which nothing that was seen before says how things stand. */
const tooQuiet = 5000;

/** What to say where the time is over and the API was not heard of lately; undefined where it was. */
export function goneQuiet(answering: Answering | undefined, context: string): string | undefined {
  const quiet = answering?.quietMs() ?? 0;
  return quiet < tooQuiet
    ? undefined
    : `context ${context}: the cluster's API has not answered for ${Math.round(quiet / 1000)} s, and the time is over`;
}
