import type { UnknownObject } from '../../../kube/object.ts';
import type { Change } from './change.ts';
import { History } from './history.ts';
import { Shelf } from './shelf.ts';

const keyOf = ({ metadata }: UnknownObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** All objects of one resource, by namespace and name, with their recent history. */
export class Table {
  readonly #shelves = new Map<string, Shelf>();
  #order: readonly string[] | undefined;
  #all: readonly UnknownObject[] | undefined;
  #writes = 0;
  /** How many objects are in which version. */
  readonly #versions = new Map<string, number>();
  readonly history: History;
  readonly listeners = new Set<(change: Change) => void>();

  constructor(history = new History()) {
    this.history = history;
  }

  /** A table with the same objects, without their history before that revision; both may change from now on. */
  fork(revision: number): Table {
    const copy = new Table(new History(revision));
    copy.#writes = this.#writes;
    for (const [namespace, shelf] of this.#shelves) copy.#shelves.set(namespace, shelf.fork());
    for (const [version, count] of this.#versions) copy.#versions.set(version, count);
    copy.#order = this.#order;
    copy.#all = this.#all;
    return copy;
  }

  /** How often an object was put in or taken out. */
  get writes(): number {
    return this.#writes;
  }

  get(namespace: string, name: string): UnknownObject | undefined {
    return this.#shelves.get(namespace)?.get(name);
  }

  put(object: UnknownObject): void {
    const { namespace = '', name } = object.metadata;
    const shelf = this.#openShelf(namespace);
    const before = shelf.get(name);
    if (before?.apiVersion !== object.apiVersion) {
      this.#count(object, 1);
      if (before) this.#count(before, -1);
    }
    shelf.set(name, object);
    this.#writes++;
    this.#all = undefined;
  }

  /** Takes an object out, and with the last one of a namespace its shelf. */
  take(namespace: string, name: string): UnknownObject | undefined {
    const shelf = this.#shelves.get(namespace);
    const object = shelf?.remove(name);
    if (object) {
      this.#writes++;
      this.#all = undefined;
      this.#count(object, -1);
    }
    if (shelf?.size === 0) {
      this.#shelves.delete(namespace);
      this.#order = undefined;
    }
    return object;
  }

  #count({ apiVersion }: UnknownObject, change: number): void {
    const count = (this.#versions.get(apiVersion) ?? 0) + change;
    if (count === 0) this.#versions.delete(apiVersion);
    else this.#versions.set(apiVersion, count);
  }

  /** Whether every object is in that version. */
  isAllOf(apiVersion: string): boolean {
    return this.#versions.size === 0 || (this.#versions.size === 1 && this.#versions.has(apiVersion));
  }

  #openShelf(namespace: string): Shelf {
    const found = this.#shelves.get(namespace);
    if (found) return found;
    const made = new Shelf();
    this.#shelves.set(namespace, made);
    this.#order = undefined;
    return made;
  }

  /** How many namespaces have objects here. */
  get namespaces(): number {
    return this.#shelves.size;
  }

  get size(): number {
    let size = 0;
    for (const shelf of this.#shelves.values()) size += shelf.size;
    return size;
  }

  /** All objects in key order, as etcd keeps them (`namespace/name`, byte by byte); the same array until the next change. */
  list(namespace?: string): readonly UnknownObject[] {
    if (namespace !== undefined) return this.#shelves.get(namespace)?.list() ?? [];
    this.#all ??= this.#listAll();
    return this.#all;
  }

  #listAll(): readonly UnknownObject[] {
    this.#order ??= [...this.#shelves.keys()].sort((a, b) => (`${a}/` < `${b}/` ? -1 : 1));
    if (this.#order.length === 1) return this.#shelves.get(this.#order[0]!)!.list();
    const all: UnknownObject[] = [];
    for (const name of this.#order) for (const object of this.#shelves.get(name)!.list()) all.push(object);
    return all;
  }

  /** All objects as they were at an earlier revision; undefined when the history does not go back so far. */
  listAt(revision: number, namespace?: string): readonly UnknownObject[] | undefined {
    if (revision < this.history.forgotten) return undefined;
    const objects = new Map<string, UnknownObject>();
    const fresh = new Set<string>();
    for (const { object, previous } of this.history.backTo(revision)) {
      if (namespace !== undefined && (object.metadata.namespace ?? '') !== namespace) continue;
      const key = keyOf(object);
      if (previous) objects.set(key, previous);
      else objects.delete(key);
      if (previous) fresh.delete(key);
      else fresh.add(key);
    }
    const now = this.list(namespace);
    if (objects.size === 0 && fresh.size === 0) return now;
    return merge(
      now.filter((object) => !fresh.has(keyOf(object))),
      objects,
    );
  }
}

/** Objects in key order with others put in their places. */
function merge(
  objects: readonly UnknownObject[],
  others: ReadonlyMap<string, UnknownObject>,
): readonly UnknownObject[] {
  const kept = objects.filter((object) => !others.has(keyOf(object)));
  const put = [...others].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  const merged: UnknownObject[] = [];
  let at = 0;
  for (const object of kept) {
    const key = keyOf(object);
    while (at < put.length && keyOf(put[at]!) < key) merged.push(put[at++]!);
    merged.push(object);
  }
  return [...merged, ...put.slice(at)];
}
