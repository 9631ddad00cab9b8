import { compareText } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { WatchEvent } from '../cluster.ts';

const keyOf = ({ metadata: { namespace = '', name } }: UnknownObject): string => `${namespace}/${name}`;

/** In order of namespace, then name, as lists are. */
export const byPlace = (a: UnknownObject, b: UnknownObject): number =>
  compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') || compareText(a.metadata.name, b.metadata.name);

/** What a watcher was told is there: from it follows what it must be told after a gap. */
export class WatchedObjects {
  #told = new Map<string, UnknownObject>();

  /** The event as it is to be told, or nothing where the watcher knows it already. */
  take({ type, object }: WatchEvent): WatchEvent | undefined {
    const key = keyOf(object);
    const before = this.#told.get(key);
    if (type === 'DELETED') return this.#told.delete(key) ? { type, object } : undefined;
    if (before && versionOf(before) === versionOf(object)) return undefined;
    this.#told.set(key, object);
    return { type: before ? 'MODIFIED' : 'ADDED', object };
  }

  /** What has changed by the time of a whole list: first what is gone, in its last known state, then what is new or other. */
  replace(items: readonly UnknownObject[]): readonly WatchEvent[] {
    const present = new Map(items.map((object) => [keyOf(object), object]));
    const events: WatchEvent[] = [];
    for (const object of [...this.#told.values()].sort(byPlace)) {
      const now = present.get(keyOf(object));
      if (now && isSame(now, object)) continue;
      this.#told.delete(keyOf(object));
      events.push({ type: 'DELETED', object });
    }
    for (const object of [...items].sort(byPlace)) {
      const event = this.take({ type: 'MODIFIED', object });
      if (event) events.push(event);
    }
    return events;
  }
}

const versionOf = ({ metadata }: UnknownObject): string => metadata.resourceVersion ?? '';

/** An object of the same name may be another one. */
const isSame = (a: UnknownObject, b: UnknownObject): boolean => a.metadata.uid === b.metadata.uid;
