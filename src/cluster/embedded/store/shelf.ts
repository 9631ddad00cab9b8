import type { UnknownObject } from '../../../kube/object.ts';

/** Where a name stands in sorted names, or would have to. */
function placeOf(names: readonly string[], name: string): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (names[middle]! < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The objects of one resource in one namespace, by name, listed in order of name. */
export class Shelf {
  readonly #objects = new Map<string, UnknownObject>();
  /** In order, and the objects beside them; both undefined until somebody lists, and after many changes at once. */
  #names: string[] | undefined = [];
  #listed: UnknownObject[] | undefined = [];
  /** Someone holds the list: it is copied before it changes. */
  #shared = false;

  /** A shelf with the same objects; both may change from now on. */
  fork(): Shelf {
    const copy = new Shelf();
    for (const [name, object] of this.#objects) copy.#objects.set(name, object);
    copy.#names = this.#names?.slice();
    copy.#listed = this.#listed;
    this.#shared = true;
    copy.#shared = true;
    return copy;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(name: string): UnknownObject | undefined {
    return this.#objects.get(name);
  }

  set(name: string, object: UnknownObject): void {
    const before = this.#objects.size;
    this.#objects.set(name, object);
    if (!this.#names || !this.#listed) return;
    const fresh = this.#objects.size !== before;
    const last = this.#names.at(-1);
    const place = last === undefined || last < name ? this.#names.length : placeOf(this.#names, name);
    if (fresh && place < this.#names.length && !this.#shared) {
      // Many in a row come out of order: they are sorted when somebody lists.
      this.#names = undefined;
      this.#listed = undefined;
      return;
    }
    this.#own();
    if (fresh) this.#names.splice(place, 0, name);
    this.#listed.splice(place, fresh ? 0 : 1, object);
  }

  remove(name: string): UnknownObject | undefined {
    const object = this.#objects.get(name);
    if (object === undefined) return undefined;
    this.#objects.delete(name);
    if (!this.#names || !this.#listed) return object;
    const place = placeOf(this.#names, name);
    this.#own();
    this.#names.splice(place, 1);
    this.#listed.splice(place, 1);
    return object;
  }

  /** The same array until the next change. */
  list(): readonly UnknownObject[] {
    if (!this.#listed) {
      const entries = [...this.#objects].sort(([a], [b]) => (a < b ? -1 : 1));
      this.#names = entries.map(([name]) => name);
      this.#listed = entries.map(([, object]) => object);
    }
    this.#shared = true;
    return this.#listed;
  }

  #own(): void {
    if (this.#shared) this.#listed = this.#listed?.slice();
    this.#shared = false;
  }
}
