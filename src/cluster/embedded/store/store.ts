import type { UnknownObject } from '../../../kube/object.ts';
import { Shelf } from './shelf.ts';

/** One change of the store. Objects are shared and never changed in place. */
export interface Change {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** As it is after the change; for DELETED as it last was, with the revision of its deletion. */
  readonly object: UnknownObject;
  /** As it was before. */
  readonly previous: UnknownObject | undefined;
}

/** The object an event is about: one that dropped out of a selection as it last was in it, with the version of its leaving. */
export function toldObject({ type, object, previous }: Change, event: Change['type']): UnknownObject {
  if (event !== 'DELETED' || type === 'DELETED' || !previous) return object;
  const { resourceVersion } = object.metadata;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion } };
}

type Listener = (change: Change) => void;

/** How many changes of one resource a late watcher can still catch up on. */
const historyLength = 4096;

/** All objects of one resource, by namespace and name, with their recent history. */
export class Table {
  readonly #shelves = new Map<string, Shelf>();
  #order: readonly string[] | undefined;
  #listed: readonly UnknownObject[] | undefined;
  readonly history: Change[] = [];
  /** The revision of the newest change that is no longer in the history; 0 when none was dropped. */
  forgotten = 0;
  readonly listeners = new Set<Listener>();

  shelf(namespace: string): Shelf | undefined {
    return this.#shelves.get(namespace);
  }

  #openShelf(namespace: string): Shelf {
    const found = this.#shelves.get(namespace);
    if (found) return found;
    const made = new Shelf();
    this.#shelves.set(namespace, made);
    this.#order = undefined;
    return made;
  }

  /** Lays an object on the shelf of its namespace; returns the one it replaces. */
  lay(namespace: string, object: UnknownObject): UnknownObject | undefined {
    const shelf = this.#openShelf(namespace);
    const { name } = object.metadata;
    const previous = shelf.get(name);
    shelf.set(name, object);
    this.#listed = undefined;
    return previous;
  }

  /** Takes an object out, and with the last one of a namespace its shelf. */
  take(namespace: string, name: string): UnknownObject | undefined {
    const shelf = this.#shelves.get(namespace);
    const object = shelf?.remove(name);
    this.#listed = undefined;
    if (shelf?.size === 0) {
      this.#shelves.delete(namespace);
      this.#order = undefined;
    }
    return object;
  }

  get size(): number {
    let size = 0;
    for (const shelf of this.#shelves.values()) size += shelf.size;
    return size;
  }

  /** All objects in key order, as etcd keeps them (`namespace/name`, byte by byte); the same array until the next change. */
  list(namespace?: string): readonly UnknownObject[] {
    if (namespace !== undefined) return this.#shelves.get(namespace)?.list() ?? [];
    this.#order ??= [...this.#shelves.keys()].sort((a, b) => (`${a}/` < `${b}/` ? -1 : 1));
    if (this.#order.length === 1) return this.#shelves.get(this.#order[0]!)!.list();
    this.#listed ??= this.#order.flatMap((name) => this.#shelves.get(name)!.list());
    return this.#listed;
  }

  /** All objects as they were at an earlier revision, as far back as the history goes. */
  listAt(revision: number, namespace?: string): readonly UnknownObject[] {
    const key = ({ metadata }: UnknownObject) => `${metadata.namespace ?? ''}/${metadata.name}`;
    const objects = new Map(this.list(namespace).map((object) => [key(object), object]));
    for (const change of this.history.toReversed()) {
      if (change.revision <= revision) break;
      if (namespace !== undefined && (change.object.metadata.namespace ?? '') !== namespace) continue;
      if (change.previous) objects.set(key(change.previous), change.previous);
      else objects.delete(key(change.object));
    }
    return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }
}

/**
 * The versioned store: one revision counter over all resources, every change numbered, recent changes kept for watchers.
 * It knows nothing of the wire, of kinds or of rules: those who write decide what may be written.
 */
export class Store {
  #revision: number;
  readonly #tables = new Map<string, Table>();
  readonly #undelivered: { readonly table: Table; readonly change: Change }[] = [];
  #delivering = false;

  constructor(firstRevision = 1) {
    this.#revision = firstRevision;
  }

  /** The number of the last change. */
  get revision(): number {
    return this.#revision;
  }

  /** How many objects there are. */
  get size(): number {
    let size = 0;
    for (const table of this.#tables.values()) size += table.size;
    return size;
  }

  /** The objects of a resource, e.g. `apps/deployments`. */
  table(resource: string): Table {
    const found = this.#tables.get(resource);
    if (found) return found;
    const made = new Table();
    this.#tables.set(resource, made);
    return made;
  }

  get(resource: string, namespace: string, name: string): UnknownObject | undefined {
    return this.#tables.get(resource)?.shelf(namespace)?.get(name);
  }

  /** Writes an object under the next revision and tells the listeners; returns it as stored. Takes over the object's metadata. */
  put(resource: string, object: UnknownObject): UnknownObject {
    const table = this.table(resource);
    const { namespace = '' } = object.metadata;
    (object.metadata as { resourceVersion?: string }).resourceVersion = String(++this.#revision);
    const previous = table.lay(namespace, object);
    this.#tell(table, { revision: this.#revision, type: previous ? 'MODIFIED' : 'ADDED', object, previous });
    return object;
  }

  /** Takes an object out; returns it as it last was, or undefined when there was none. */
  remove(resource: string, namespace: string, name: string): UnknownObject | undefined {
    const table = this.table(resource);
    const previous = table.take(namespace, name);
    if (!previous) return undefined;
    const metadata = { ...previous.metadata, resourceVersion: String(++this.#revision) };
    const object = { ...previous, metadata };
    this.#tell(table, { revision: this.#revision, type: 'DELETED', object, previous });
    return object;
  }

  /** Calls for every later change of the resource, in order, until the returned function is called. */
  listen(resource: string, listener: Listener): () => void {
    const { listeners } = this.table(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #tell(table: Table, change: Change): void {
    table.history.push(change);
    if (table.history.length >= 2 * historyLength) {
      const dropped = table.history.splice(0, historyLength);
      table.forgotten = dropped[dropped.length - 1]!.revision;
    }
    if (table.listeners.size === 0) return;
    this.#undelivered.push({ table, change });
    if (!this.#delivering) this.#deliver();
  }

  /** A listener may write: what it writes is told after what is being told now, so all see one order. */
  #deliver(): void {
    this.#delivering = true;
    try {
      for (let at = 0; at < this.#undelivered.length; at++) {
        const { table, change } = this.#undelivered[at]!;
        for (const listener of table.listeners) listener(change);
      }
    } finally {
      this.#undelivered.length = 0;
      this.#delivering = false;
    }
  }
}
