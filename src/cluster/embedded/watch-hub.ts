import type { KindRef, UnknownObject } from '../../kube/object.ts';
import type { WatchEvent, WatchOptions } from '../cluster.ts';
import { inVersion } from './api/registry.ts';
import type { ApiState, ServedResource } from './api/state.ts';
import { watchFilter } from './api/watch-filter.ts';
import { toldObject } from './store/change.ts';

type OnEvent = (event: WatchEvent) => void;

/** Watches by kind. A kind that is not served yet is watched from the moment it is; one that is no more falls silent. */
export class WatchHub {
  readonly #state: ApiState;
  readonly #open = new Set<Watch>();
  /** Those whose kind is not served yet. */
  readonly #waiting = new Set<Watch>();

  constructor(state: ApiState) {
    this.#state = state;
  }

  /** What is there comes first, in a microtask of its own, then every change as it happens. */
  watch(kind: KindRef, onEvent: OnEvent, options: WatchOptions = {}): () => void {
    const watch = new Watch(this.#state, kind, onEvent, options);
    this.#open.add(watch);
    this.#waiting.add(watch);
    queueMicrotask(() => this.#attach(watch));
    return () => {
      this.#open.delete(watch);
      this.#waiting.delete(watch);
      watch.close();
    };
  }

  /** To be called when the served kinds have changed. */
  refresh(): void {
    for (const watch of this.#waiting) this.#attach(watch);
  }

  /** Ends all watches. */
  close(): void {
    for (const watch of this.#open) watch.end();
    this.#open.clear();
    this.#waiting.clear();
  }

  /** A watch that is refused is over. */
  #attach(watch: Watch): void {
    try {
      if (watch.attach()) this.#waiting.delete(watch);
    } catch (error) {
      this.#open.delete(watch);
      this.#waiting.delete(watch);
      watch.fail(error as Error);
    }
  }
}

class Watch {
  readonly #state: ApiState;
  readonly #kind: KindRef;
  readonly #onEvent: OnEvent;
  readonly #options: WatchOptions;
  #detach: (() => void) | undefined;
  #closed = false;

  constructor(state: ApiState, kind: KindRef, onEvent: OnEvent, options: WatchOptions) {
    this.#state = state;
    this.#kind = kind;
    this.#onEvent = onEvent;
    this.#options = options;
  }

  /** Begins to listen, unless it does or the kind is not served: then false. Refuses what cannot be selected by. */
  attach(): boolean {
    if (this.#closed || this.#detach) return true;
    const resource = this.#state.registry.findKind(this.#kind.apiVersion, this.#kind.kind);
    if (!resource) return false;
    const filter = watchFilter(resource, this.#options);
    const { store } = this.#state;
    const there = store.table(resource.table).list();
    this.#detach = store.listen(resource.table, (change) => {
      const event = filter.eventOf(change);
      if (event) this.#emit(resource, event, toldObject(change, event));
    });
    for (const object of there) if (filter.wants(object)) this.#emit(resource, 'ADDED', object);
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#detach?.();
  }

  end(): void {
    if (this.#closed) return;
    this.close();
    this.#options.onEnd?.();
  }

  fail(error: Error): void {
    if (this.#closed) return;
    this.close();
    if (!this.#options.onError) throw error;
    this.#options.onError(error);
    this.#options.onEnd?.();
  }

  #emit(resource: ServedResource, type: WatchEvent['type'], object: UnknownObject): void {
    if (!this.#closed) this.#onEvent({ type, object: inVersion(object, resource) });
  }
}
