import type { Change } from './change.ts';
import { roughSize } from './size.ts';

/** How many changes of one resource a late watcher can still catch up on, at least while they are small. */
const mostChanges = 4096;
/** Bytes the changed objects of one resource may hold in memory for those who are late. */
const mostBytes = 64 * 1024 * 1024;

/** The recent changes of one resource, oldest first: bounded in number and in bytes. */
export class History {
  readonly #changes: Change[] = [];
  readonly #sizes: number[] = [];
  #bytes = 0;
  #forgotten: number;

  /** What changed up to `forgotten` is not known. */
  constructor(forgotten = 0) {
    this.#forgotten = forgotten;
  }

  /** The revision of the newest change that is no longer known; 0 when none was dropped. */
  get forgotten(): number {
    return this.#forgotten;
  }

  get length(): number {
    return this.#changes.length;
  }

  push(change: Change, size = roughSize(change.object)): void {
    this.#changes.push(change);
    this.#sizes.push(size);
    this.#bytes += size;
    // Dropped many at a time: every drop moves the rest.
    if (this.#changes.length >= 2 * mostChanges) this.#drop(mostChanges);
    else if (this.#bytes > mostBytes) this.#drop(this.#excess());
  }

  /** The first change after a revision; undefined when there is none. */
  after(revision: number): Change | undefined {
    return this.#changes[this.#placeAfter(revision)];
  }

  /** The changes after a revision, newest first. */
  *backTo(revision: number): Generator<Change> {
    for (let at = this.#changes.length - 1; at >= 0; at--) {
      const change = this.#changes[at]!;
      if (change.revision <= revision) return;
      yield change;
    }
  }

  #placeAfter(revision: number): number {
    let [low, high] = [0, this.#changes.length];
    // Most who ask are told all but the last.
    if (high > 1 && this.#changes[high - 2]!.revision <= revision) low = high - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#changes[middle]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many of the oldest have to go to leave half of the bytes, but for the newest. */
  #excess(): number {
    let left = this.#bytes;
    let count = 0;
    while (left > mostBytes / 2 && count < this.#changes.length - 1) left -= this.#sizes[count++]!;
    return count;
  }

  #drop(count: number): void {
    const dropped = this.#changes.splice(0, count);
    for (const size of this.#sizes.splice(0, count)) this.#bytes -= size;
    this.#forgotten = dropped.at(-1)?.revision ?? this.#forgotten;
  }
}
