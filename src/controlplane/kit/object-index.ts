import type { WatchEvent } from '../../cluster/cluster.ts';
import { compareText } from '../../core/finding.ts';
import type { KubeObject } from '../../kube/object.ts';

/**
 * The objects of one kind as last seen, found by name and by keys (labels, owners, nodes …), so that a controller
 * need not list everything on each event. Fed by a watch and by the controller's own writes; an older version never
 * replaces a newer one.
 */
export interface ObjectIndex<T extends KubeObject> {
  readonly apply: (event: WatchEvent) => void;
  /** Notes an object just written, before its event comes. */
  readonly put: (object: T) => void;
  readonly drop: (object: KubeObject) => void;
  readonly get: (name: string, namespace?: string) => T | undefined;
  /** The objects under a key, in order of namespace and name. */
  readonly at: (key: string) => readonly T[];
  readonly all: () => readonly T[];
}

const placeOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;
const versionOf = (object: KubeObject): number => Number(object.metadata.resourceVersion ?? 0);
const noKeys = (): readonly string[] => [];

/** An empty index; `keysOf` says under which keys an object is found. */
export function createObjectIndex<T extends KubeObject>(
  keysOf: (object: T) => readonly string[] = noKeys,
): ObjectIndex<T> {
  const objects = emptyShelf<T>();
  const shelves = new Map<string, Shelf<T>>();

  const remove = (place: string, object: T): void => {
    take(objects, place);
    for (const key of keysOf(object)) {
      const shelf = shelves.get(key);
      if (!shelf) continue;
      take(shelf, place);
      if (shelf.items.size === 0) shelves.delete(key);
    }
  };

  const put = (object: T): void => {
    const place = placeOf(object.metadata.namespace, object.metadata.name);
    const old = objects.items.get(place);
    // What was written here comes back as its own event.
    if (old === object || (old && versionOf(old) > versionOf(object))) return;
    const keys = keysOf(object);
    if (old && !sameKeys(keysOf(old), keys)) remove(place, old);
    lay(objects, place, object);
    for (const key of keys) {
      const shelf = shelves.get(key) ?? emptyShelf<T>();
      shelves.set(key, shelf);
      lay(shelf, place, object);
    }
  };

  const drop = (object: KubeObject): void => {
    const place = placeOf(object.metadata.namespace, object.metadata.name);
    const old = objects.items.get(place);
    if (old && old.metadata.uid === object.metadata.uid) remove(place, old);
  };

  return {
    put,
    drop,
    apply: (event) => (event.type === 'DELETED' ? drop(event.object) : put(event.object as T)),
    get: (name, namespace) => objects.items.get(placeOf(namespace, name)),
    at: (key) => inOrder(shelves.get(key)),
    all: () => inOrder(objects),
  };
}

const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, i) => key === b[i]);

/** Objects by place; `order` is that of their places until one comes or goes, `listed` the objects in it until the next change. */
interface Shelf<T> {
  readonly items: Map<string, T>;
  order: readonly string[] | undefined;
  listed: readonly T[] | undefined;
}

const emptyShelf = <T>(): Shelf<T> => ({ items: new Map(), order: undefined, listed: undefined });

function lay<T>(shelf: Shelf<T>, place: string, object: T): void {
  const { size } = shelf.items;
  shelf.items.set(place, object);
  if (shelf.items.size !== size) shelf.order = undefined;
  shelf.listed = undefined;
}

function take<T>(shelf: Shelf<T>, place: string): void {
  shelf.items.delete(place);
  shelf.order = undefined;
  shelf.listed = undefined;
}

const nothing: readonly never[] = [];

/** The same array until the shelf changes. */
function inOrder<T>(shelf: Shelf<T> | undefined): readonly T[] {
  if (!shelf) return nothing;
  if (shelf.listed) return shelf.listed;
  shelf.order ??= [...shelf.items.keys()].sort(compareText);
  shelf.listed = shelf.order.map((place) => shelf.items.get(place)!);
  return shelf.listed;
}
