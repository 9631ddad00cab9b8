import type { ConnectTo } from '../operate/connect-to.ts';

/** How promises are asked for. */
export interface HowToAsk {
  readonly connectTo: ConnectTo;
  /** Milliseconds for one request. */
  readonly timeoutMs: number;
}
