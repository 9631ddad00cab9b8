import { canonicalText } from './json.ts';
import type { Json } from './object.ts';

type Key = Json | undefined;

const tokenOf = (key: Key): string => (key === undefined ? '' : canonicalText(key));

/** Values that items of a list are known by, in order, each with its first place. */
export class KeySet {
  readonly #places = new Map<string, number>();
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
