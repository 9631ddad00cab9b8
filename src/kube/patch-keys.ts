import type { Json } from './object.ts';
import { printJson } from './wide-json.ts';

type Key = Json | undefined;

/** A value that stands for all that are equal to it: scalars for themselves, others by their text. */
function tokenOf(key: Key): unknown {
  return typeof key === 'object' && key !== null
    ? `object ${printJson(key)}`
    : typeof key === 'string'
      ? `text ${key}`
      : key;
}

/** Values that items of a list are known by, in order, each with its first place. */
export class KeySet {
  readonly #places = new Map<unknown, number>();
  #count = 0;

  /** Takes the next value of the list. */
  add(key: Key): void {
    const token = tokenOf(key);
    if (!this.#places.has(token)) this.#places.set(token, this.#count);
    this.#count += 1;
  }

  has(key: Key): boolean {
    return this.#places.has(tokenOf(key));
  }

  placeOf(key: Key): number | undefined {
    return this.#places.get(tokenOf(key));
  }

  get size(): number {
    return this.#places.size;
  }
}
