import { compareText } from '../../../core/finding.ts';
import type { UnknownObject } from '../../../kube/object.ts';

/** The objects of one resource in one namespace, by name, listed in order of name. */
export class Shelf {
  readonly #objects = new Map<string, UnknownObject>();
  #names: string[] | undefined = [];
  #listed: readonly UnknownObject[] | undefined;

  get size(): number {
    return this.#objects.size;
  }

  get(name: string): UnknownObject | undefined {
    return this.#objects.get(name);
  }

  set(name: string, object: UnknownObject): void {
    const before = this.#objects.size;
    this.#objects.set(name, object);
    this.#listed = undefined;
    if (this.#objects.size === before || !this.#names) return;
    const last = this.#names.at(-1);
    if (last === undefined || last < name) this.#names.push(name);
    else this.#names = undefined;
  }

  remove(name: string): UnknownObject | undefined {
    const object = this.#objects.get(name);
    if (object === undefined) return undefined;
    this.#objects.delete(name);
    this.#names = this.#objects.size === 0 ? [] : undefined;
    this.#listed = undefined;
    return object;
  }

  /** The same array until the next change. */
  list(): readonly UnknownObject[] {
    this.#names ??= [...this.#objects.keys()].sort(compareText);
    this.#listed ??= this.#names.map((name) => this.#objects.get(name)!);
    return this.#listed;
  }
}
