import { withField } from '../../../kube/copy.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Change } from './change.ts';
import { Table } from './table.ts';

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

  /** A store with the same objects at the same revision; both may change from now on. Nobody listens to it yet. */
  fork(): Store {
    const copy = new Store(this.#revision);
    for (const [resource, table] of this.#tables) copy.#tables.set(resource, table.fork(this.#revision));
    return copy;
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
    return this.#tables.get(resource)?.get(namespace, name);
  }

  /**
   * Writes an object under the next revision and tells the listeners; returns it as stored. Takes over the object's metadata.
   * `size` is that of {@link roughSize}, where it is known.
   */
  put(resource: string, object: UnknownObject, size?: number): UnknownObject {
    const table = this.table(resource);
    const previous = table.get(object.metadata.namespace ?? '', object.metadata.name);
    (object.metadata as { resourceVersion?: string }).resourceVersion = String(++this.#revision);
    table.put(object);
    this.#tell(table, { revision: this.#revision, type: previous ? 'MODIFIED' : 'ADDED', object, previous }, size);
    return object;
  }

  /** Takes an object out; returns it as it last was, or undefined when there was none. */
  remove(resource: string, namespace: string, name: string): UnknownObject | undefined {
    const table = this.table(resource);
    const previous = table.take(namespace, name);
    if (!previous) return undefined;
    const metadata = { ...previous.metadata, resourceVersion: String(++this.#revision) };
    const object = withField(previous, 'metadata', metadata);
    this.#tell(table, { revision: this.#revision, type: 'DELETED', object, previous });
    return object;
  }

  /** Calls for every later change of the resource, in order, until the returned function is called. */
  listen(resource: string, listener: (change: Change) => void): () => void {
    const { listeners } = this.table(resource);
    const since = this.#revision;
    // Of changes still on their way to others, the new listener has seen the outcome.
    const told = (change: Change): void => {
      if (change.revision > since) listener(change);
    };
    listeners.add(told);
    return () => listeners.delete(told);
  }

  #tell(table: Table, change: Change, size?: number): void {
    table.history.push(change, size);
    if (table.listeners.size === 0) return;
    this.#undelivered.push({ table, change });
    if (!this.#delivering) this.#deliver();
  }

  /** A listener may write: what it writes is told after what is being told now, so all see one order. */
  #deliver(): void {
    this.#delivering = true;
    const errors: unknown[] = [];
    for (let at = 0; at < this.#undelivered.length; at++) {
      const { table, change } = this.#undelivered[at]!;
      for (const listener of table.listeners) {
        try {
          listener(change);
        } catch (error) {
          // The others are told all the same.
          errors.push(error);
        }
      }
    }
    this.#undelivered.length = 0;
    this.#delivering = false;
    if (errors.length > 0) throw errors[0];
  }
}
