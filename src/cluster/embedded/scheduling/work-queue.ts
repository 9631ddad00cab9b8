import type { Request } from '../../controller.ts';
import type { Scheduler } from './scheduler.ts';

const firstBackoff = 5;
const longestBackoff = 1_000_000;

const keyOf = (request: Request): string => `${request.namespace}/${request.name}`;

/**
 * Requests of one controller: the same request waits only once; failed ones come back later and later.
 * Nothing is given out before it is opened.
 * As client-go util/workqueue (delaying and rate-limiting queue) behaves.
 */
export class WorkQueue {
  readonly #scheduler: Scheduler;
  readonly #label: string;
  readonly #work: (request: Request) => Promise<void>;
  readonly #waiting = new Set<string>();
  readonly #delayed = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  readonly #failures = new Map<string, number>();
  /** Requests that came before the queue was opened; undefined afterwards. */
  #held: Request[] | undefined = [];
  #closed = false;

  constructor(scheduler: Scheduler, label: string, work: (request: Request) => Promise<void>) {
    this.#scheduler = scheduler;
    this.#label = label;
    this.#work = work;
  }

  add(request: Request): void {
    const key = keyOf(request);
    if (this.#closed || this.#waiting.has(key)) return;
    this.#waiting.add(key);
    if (this.#held) this.#held.push(request);
    else this.#post(request, key);
  }

  /** Begins to give requests out, those first that came before. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const request of held) this.#post(request, keyOf(request));
  }

  #post(request: Request, key: string): void {
    this.#scheduler.post(this.#label, () => {
      if (this.#closed) return;
      this.#waiting.delete(key);
      return this.#work(request);
    });
  }

  /** Adds it that many milliseconds from now; of two delays the earlier one counts. */
  addAfter(request: Request, delay: number): void {
    if (this.#closed) return;
    const key = keyOf(request);
    // The clock counts whole milliseconds: less would never be reached.
    const at = this.#scheduler.now() + Math.max(Math.ceil(delay), 0);
    const known = this.#delayed.get(key);
    if (known && known.at <= at) return;
    known?.cancel();
    const cancel = this.#scheduler.at(at, () => {
      this.#delayed.delete(key);
      this.add(request);
    });
    this.#delayed.set(key, { at, cancel });
  }

  /** Adds it after a delay that doubles with every failure in a row. */
  addFailed(request: Request): void {
    const key = keyOf(request);
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(request, Math.min(firstBackoff * 2 ** failures, longestBackoff));
  }

  /** Forgets the failures of a request. */
  forget(request: Request): void {
    if (this.#failures.size > 0) this.#failures.delete(keyOf(request));
  }

  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
  }
}
