import type { Terminal } from './terminal.ts';

/** The signals that end a command, with their numbers (POSIX): a shell sees 128 more as the exit code. */
const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

type EndingSignal = keyof typeof numbers;

/** Milliseconds in which a command may end in order; after that the process ends. */
const grace = 250;

/** What a command is told of signals. */
export interface Signals {
  /** Aborted by the first one. */
  readonly interrupt: AbortSignal;
  /** Waits for a signal as the expected end of what is kept running: then it interrupts nothing, and nothing is said of it. */
  readonly wait: () => Promise<void>;
  /** The exit code of a command that came to `own`: 128 and the signal's number where a signal cut it short. */
  readonly exitCode: (own: number) => number;
}

/**
 * Listens for Ctrl-C, termination and the end of the terminal, for as long as the process lives. The first signal lets the command end in
 * order; when that takes too long, or a second one comes, the process ends at once, and what must not be left is removed on the way out.
 */
export function listenForSignals(terminal: Pick<Terminal, 'error'>): Signals {
  const interrupt = new AbortController();
  let received: EndingSignal | undefined;
  let expected = false;
  const exitCode = (own: number) => (received === undefined ? own : 128 + numbers[received]);
  const endNow = () => {
    if (!expected) terminal.error('error interrupted: nothing is left running');
    process.exit(exitCode(2));
  };
  const listen = (signal: NodeJS.Signals) => {
    if (received !== undefined) return endNow();
    received = signal as EndingSignal;
    setTimeout(endNow, grace);
    interrupt.abort();
  };
  for (const signal of Object.keys(numbers)) process.on(signal, listen);
  const wait = () =>
    new Promise<void>((resolve) => {
      if (interrupt.signal.aborted) return resolve();
      expected = true;
      interrupt.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  return { interrupt: interrupt.signal, wait, exitCode };
}
