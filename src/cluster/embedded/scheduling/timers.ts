/** A call due at an instant. */
export interface Timer {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly sequence: number;
  readonly action: () => void;
  cancelled: boolean;
}

const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence);

/** Timers in total order of (time, order of setting): a binary heap. */
export class Timers {
  readonly #heap: Timer[] = [];
  #sequence = 0;

  /** Sets a timer; returns it for cancelling. */
  add(at: number, action: () => void): Timer {
    const timer: Timer = { at, sequence: this.#sequence++, action, cancelled: false };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return timer;
  }

  /** The next timer that is not cancelled. */
  peek(): Timer | undefined {
    while (this.#heap[0]?.cancelled) this.#drop();
    return this.#heap[0];
  }

  /** Takes the next timer if it is due at `now`. */
  takeDue(now: number): Timer | undefined {
    const next = this.peek();
    if (!next || next.at > now) return undefined;
    this.#drop();
    return next;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #drop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(from: number): void {
    const heap = this.#heap;
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!before(heap[child]!, heap[parent]!)) return;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      child = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
      }
      if (least === parent) return;
      [heap[least], heap[parent]] = [heap[parent]!, heap[least]!];
      parent = least;
    }
  }
}
