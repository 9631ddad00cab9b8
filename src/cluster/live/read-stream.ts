import type { IncomingMessage } from 'node:http';
import { readBody } from './exchange.ts';
import { readRefusal } from './refusals.ts';
import { type WatchLine, watchLines } from './watch-lines.ts';

/** How long one answer of a watch is read. */
export interface StreamLimits {
  /** Milliseconds after which the server should have ended it. */
  readonly longestMs: number;
  /** Milliseconds for the text of a refusal. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Hands on every line of a watch until the answer ends or `signal` aborts. Rejects when the watch is refused, cut or no watch. */
export async function readStream(
  answer: IncomingMessage,
  onLine: (line: WatchLine) => void,
  { longestMs, timeoutMs, signal }: StreamLimits,
): Promise<void> {
  const cut = () => answer.destroy();
  signal.addEventListener('abort', cut, { once: true });
  const late = setTimeout(cut, longestMs);
  try {
    const code = answer.statusCode ?? 0;
    if (code >= 400) throw readRefusal(code, await readBody(answer, timeoutMs), answer.headers['retry-after']);
    for await (const line of watchLines(answer)) {
      if (signal.aborted) return;
      onLine(line);
    }
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', cut);
    cut();
  }
}
