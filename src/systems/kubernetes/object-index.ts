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
  const objects = new Map<string, T>();
  const shelves = new Map<string, Map<string, T>>();

  const remove = (place: string, object: T): void => {
    objects.delete(place);
    for (const key of keysOf(object)) {
      const shelf = shelves.get(key);
      shelf?.delete(place);
      if (shelf?.size === 0) shelves.delete(key);
    }
  };

  const put = (object: T): void => {
    const place = placeOf(object.metadata.namespace, object.metadata.name);
    const old = objects.get(place);
    if (old && versionOf(old) > versionOf(object)) return;
    if (old) remove(place, old);
    objects.set(place, object);
    for (const key of keysOf(object)) {
      const shelf = shelves.get(key);
      if (shelf) shelf.set(place, object);
      else shelves.set(key, new Map([[place, object]]));
    }
  };

  const drop = (object: KubeObject): void => {
    const place = placeOf(object.metadata.namespace, object.metadata.name);
    const old = objects.get(place);
    if (old && old.metadata.uid === object.metadata.uid) remove(place, old);
  };

  return {
    put,
    drop,
    apply: (event) => (event.type === 'DELETED' ? drop(event.object) : put(event.object as unknown as T)),
    get: (name, namespace) => objects.get(placeOf(namespace, name)),
    at: (key) => inOrder(shelves.get(key)),
    all: () => inOrder(objects),
  };
}

const nothing: readonly never[] = [];

function inOrder<T>(shelf: ReadonlyMap<string, T> | undefined): readonly T[] {
  if (!shelf) return nothing;
  if (shelf.size === 1) return [...shelf.values()];
  return [...shelf].sort(([a], [b]) => compareText(a, b)).map(([, object]) => object);
}
