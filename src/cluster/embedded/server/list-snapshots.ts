import type { UnknownObject } from '../../../kube/object.ts';
import type { Store } from '../store/store.ts';

const mostSnapshots = 64;
/** Objects all snapshots hold together, of which the newer ones have mostly the same. */
const mostObjects = 250_000;

/** What of a resource is listed at which version; what selects among it does not matter here. */
export interface ListedPart {
  readonly table: string;
  readonly namespace: string | undefined;
  readonly revision: number;
}

/**
 * Lists that are being read in pieces, least recently used first: all objects of a part as they were at a version, for as long as
 * somebody reads on.
 */
export class ListSnapshots {
  readonly #store: Store;
  readonly #lists = new Map<string, readonly UnknownObject[]>();
  #objects = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** All objects of the part in key order; undefined when nobody knows any more what they were. */
  read({ table, namespace, revision }: ListedPart): readonly UnknownObject[] | undefined {
    const known = this.#lists.get(keyOf({ table, namespace, revision }));
    if (known) return known;
    const home = this.#store.table(table);
    return revision === this.#store.revision ? home.list(namespace) : home.listAt(revision, namespace);
  }

  /** Keeps what was read for those who read on. */
  keep(part: ListedPart, objects: readonly UnknownObject[]): void {
    const key = keyOf(part);
    this.#forget(key);
    this.#lists.set(key, objects);
    this.#objects += objects.length;
    for (const oldest of this.#lists.keys()) {
      if ((this.#lists.size <= mostSnapshots && this.#objects <= mostObjects) || oldest === key) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#objects -= this.#lists.get(key)?.length ?? 0;
    this.#lists.delete(key);
  }
}

const keyOf = ({ table, namespace, revision }: ListedPart): string => [revision, table, namespace ?? '*'].join(' ');
