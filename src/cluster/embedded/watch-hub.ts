import type { KindRef, UnknownObject } from '../../kube/object.ts';
import type { ListOptions, WatchEvent } from '../cluster.ts';
import { inVersion, type ServedResource } from './api/registry.ts';
import { selection } from './api/selection.ts';
import type { ApiState } from './api/state.ts';
import { type Change, toldObject } from './store/change.ts';

type OnEvent = (event: WatchEvent) => void;

/** Watches by kind. A kind that is not served yet is watched from the moment it is; one that is no more falls silent. */
export class WatchHub {
  readonly #state: ApiState;
  readonly #open = new Set<Watch>();

  constructor(state: ApiState) {
    this.#state = state;
  }

  /** What is there comes first, in a microtask of its own, then every change as it happens. */
  watch(kind: KindRef, onEvent: OnEvent, options: ListOptions = {}): () => void {
    const watch = new Watch(this.#state, kind, onEvent, options);
    this.#open.add(watch);
    queueMicrotask(() => watch.attach());
    return () => {
      this.#open.delete(watch);
      watch.close();
    };
  }

  /** To be called when the served kinds have changed. */
  refresh(): void {
    for (const watch of this.#open) watch.attach();
  }

  close(): void {
    for (const watch of this.#open) watch.close();
    this.#open.clear();
  }
}

class Watch {
  readonly #state: ApiState;
  readonly #kind: KindRef;
  readonly #onEvent: OnEvent;
  readonly #options: ListOptions;
  #resource: ServedResource | undefined;
  #detach: (() => void) | undefined;
  #closed = false;

  constructor(state: ApiState, kind: KindRef, onEvent: OnEvent, options: ListOptions) {
    this.#state = state;
    this.#kind = kind;
    this.#onEvent = onEvent;
    this.#options = options;
  }

  /** Begins to listen, unless it does or the kind is not served. */
  attach(): void {
    if (this.#closed || this.#detach) return;
    const resource = this.#state.registry.findKind(this.#kind.apiVersion, this.#kind.kind);
    if (!resource) return;
    this.#resource = resource;
    const test = selection(resource, this.#options);
    const wanted = (object: UnknownObject | undefined): boolean =>
      object !== undefined &&
      (!this.#options.namespace || object.metadata.namespace === this.#options.namespace) &&
      (!test || test(object));
    const { store } = this.#state;
    const there = store.table(resource.table).list();
    this.#detach = store.listen(resource.table, (change) => this.#tell(change, wanted));
    for (const object of there) if (wanted(object)) this.#emit('ADDED', object);
  }

  close(): void {
    this.#closed = true;
    this.#detach?.();
  }

  #tell(change: Change, wanted: (object: UnknownObject | undefined) => boolean): void {
    const before = wanted(change.previous);
    const after = change.type !== 'DELETED' && wanted(change.object);
    if (after) this.#emit(before ? 'MODIFIED' : 'ADDED', change.object);
    else if (before) this.#emit('DELETED', toldObject(change, 'DELETED'));
  }

  #emit(type: WatchEvent['type'], object: UnknownObject): void {
    if (!this.#closed) this.#onEvent({ type, object: inVersion(object, this.#resource!) });
  }
}
