import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What became of a question: a line, or why none came. */
export type Reply = { readonly line: string } | { readonly stopped: 'interrupted' | 'ended' };

/** Asks a person line by line. */
export interface Prompt {
  readonly ask: (question: string) => Promise<Reply>;
  readonly close: () => void;
}

/** Where lines come from and questions go to; `terminal` when a person types at it. */
export interface PromptStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly terminal: boolean;
  /** Ends the questions as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** Asks over two streams. A line that comes before its question is kept for it; after Ctrl-C or the end of the input every question is told so. */
export function createPrompt({ input, output, terminal, signal }: PromptStreams): Prompt {
  const lines: string[] = [];
  let stopped: 'interrupted' | 'ended' | undefined;
  let waiting: ((reply: Reply) => void) | undefined;
  const reader = createInterface({ input, output, terminal });
  const answer = () => {
    if (!waiting) return;
    const line = lines.shift();
    const reply: Reply | undefined = line !== undefined ? { line } : stopped && { stopped };
    if (!reply) return;
    const resolve = waiting;
    waiting = undefined;
    resolve(reply);
  };
  reader.on('line', (line) => {
    lines.push(line);
    answer();
  });
  const interrupt = () => {
    stopped = 'interrupted';
    reader.close();
  };
  // In raw mode Ctrl-C is a key: no signal comes.
  reader.on('SIGINT', interrupt);
  signal?.addEventListener('abort', interrupt, { once: true });
  reader.on('close', () => {
    stopped ??= 'ended';
    // What is said next begins a line of its own.
    if (waiting) output.write('\n');
    answer();
  });
  const ask = (question: string) =>
    new Promise<Reply>((resolve) => {
      waiting = resolve;
      if (stopped === undefined) {
        reader.setPrompt(question);
        reader.prompt();
      }
      answer();
    });
  return { ask, close: () => reader.close() };
}
