import { messageOf } from '../../core/errors.ts';

/** An API that is asked for as long as somebody looks at it. */
export interface PulseOptions {
  /** Rejects where nobody answers. */
  readonly ask: () => Promise<unknown>;
  /** Milliseconds between two questions. */
  readonly every: number;
  /** Told when it answers no longer, and when it does again. */
  readonly tell: (isThere: boolean, message: string) => void;
}

/** Asks until it is stopped: that it is cut off shows within one question, that it is back within another. Gives what stops it. */
export function watchPulse({ ask, every, tell }: PulseOptions): () => void {
  let isThere = true;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const turn = (now: boolean, message: string) => {
    if (isStopped) return;
    if (now !== isThere) tell(now, message);
    isThere = now;
    timer = setTimeout(look, every).unref();
  };
  const look = () => {
    ask().then(
      () => turn(true, ''),
      (thrown: unknown) => turn(false, messageOf(thrown)),
    );
  };
  timer = setTimeout(look, every).unref();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
