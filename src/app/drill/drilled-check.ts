import type { Check } from '../verify-checks.ts';
import type { ServedPort } from '../wire.ts';

/** One request that clients of a host send, and where. */
export interface DrilledCheck {
  readonly host: string;
  readonly served: ServedPort;
  readonly check: Check;
  /** Which of the wire's gates keeps the promise; none where a Service does by itself. */
  readonly gate: number | undefined;
}
