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

const versionOf = (object: KubeObject): number => Number(object.metadata.resourceVersion ?? 0);
const noKeys = (): readonly string[] => [];

/** An object, and where it is found; kept for as long as there is one of that name. */
interface Entry<T> {
  readonly place: string;
  object: T;
  keys: readonly string[];
  shelves: readonly Shelf<T>[];
}

/**
 * An empty index; `keysOf` says under which keys an object is found. It may look at all but the status and the data of an object: what
 * is the same but for these keeps its keys. `onChange` is told of each key under which something is now found that was not before, or is
 * found no more, or has changed.
 */
export function createObjectIndex<T extends KubeObject>(
  keysOf: (object: T) => readonly string[] = noKeys,
  onChange?: (key: string) => void,
): ObjectIndex<T> {
  const objects = emptyShelf<T>();
  const shelves = new Map<string, Shelf<T>>();
  /** By namespace and name: two texts that are there already are looked up faster than one that is put together. */
  const byNamespace = new Map<string, Map<string, Entry<T>>>();
  const find = ({ namespace = '', name }: { readonly namespace?: string; readonly name: string }) =>
    byNamespace.get(namespace)?.get(name);

  const shelfOf = (key: string): Shelf<T> => {
    const shelf = shelves.get(key) ?? emptyShelf<T>();
    shelves.set(key, shelf);
    return shelf;
  };

  const tell = ({ keys }: Entry<T>): void => {
    if (onChange) for (const key of keys) onChange(key);
  };

  const lay = (entry: Entry<T>, object: T): void => {
    entry.keys = keysOf(object);
    entry.shelves = entry.keys.map(shelfOf);
    for (const shelf of entry.shelves) add(shelf, entry);
    tell(entry);
  };

  const lift = (entry: Entry<T>): void => {
    tell(entry);
    entry.shelves.forEach((shelf, index) => {
      take(shelf, entry);
      if (shelf.entries.size === 0) shelves.delete(entry.keys[index]!);
    });
  };

  const create = (object: T): void => {
    const { namespace = '', name } = object.metadata;
    const entry: Entry<T> = { place: `${namespace}/${name}`, object, keys: [], shelves: [] };
    const names = byNamespace.get(namespace) ?? new Map<string, Entry<T>>();
    byNamespace.set(namespace, names.set(name, entry));
    add(objects, entry);
    lay(entry, object);
  };

  const put = (object: T): void => {
    const entry = find(object.metadata);
    if (!entry) {
      create(object);
      return;
    }
    const old = entry.object;
    // What was written here comes back as its own event.
    if (old === object || versionOf(old) > versionOf(object)) return;
    entry.object = object;
    objects.listed = undefined;
    if (mayMove(old, object) && !sameKeys(entry.keys, keysOf(object))) {
      lift(entry);
      lay(entry, object);
    } else {
      for (const shelf of entry.shelves) shelf.listed = undefined;
      tell(entry);
    }
  };

  const drop = (object: KubeObject): void => {
    const entry = find(object.metadata);
    if (!entry || entry.object.metadata.uid !== object.metadata.uid) return;
    const { namespace = '', name } = object.metadata;
    const names = byNamespace.get(namespace);
    names?.delete(name);
    if (names?.size === 0) byNamespace.delete(namespace);
    take(objects, entry);
    lift(entry);
  };

  return {
    put,
    drop,
    apply: (event) => (event.type === 'DELETED' ? drop(event.object) : put(event.object as T)),
    get: (name, namespace = '') => byNamespace.get(namespace)?.get(name)?.object,
    at: (key) => inOrder(shelves.get(key)),
    all: () => inOrder(objects),
  };
}

/** Whether anything that keys are made of has changed. */
function mayMove(old: KubeObject, next: KubeObject): boolean {
  const [a, b] = [old.metadata, next.metadata];
  return (
    (old as { spec?: unknown }).spec !== (next as { spec?: unknown }).spec ||
    a.labels !== b.labels ||
    a.annotations !== b.annotations ||
    a.ownerReferences !== b.ownerReferences ||
    a.deletionTimestamp !== b.deletionTimestamp
  );
}

const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, i) => key === b[i]);

/** Entries in order of their places until one comes or goes, and the objects in it until the next change. */
interface Shelf<T> {
  readonly entries: Set<Entry<T>>;
  order: readonly Entry<T>[] | undefined;
  listed: readonly T[] | undefined;
}

const emptyShelf = <T>(): Shelf<T> => ({ entries: new Set(), order: undefined, listed: undefined });

function add<T>(shelf: Shelf<T>, entry: Entry<T>): void {
  shelf.entries.add(entry);
  shelf.order = undefined;
  shelf.listed = undefined;
}

function take<T>(shelf: Shelf<T>, entry: Entry<T>): void {
  shelf.entries.delete(entry);
  shelf.order = undefined;
  shelf.listed = undefined;
}

const nothing: readonly never[] = [];

/** The same array until the shelf changes. */
function inOrder<T>(shelf: Shelf<T> | undefined): readonly T[] {
  if (!shelf) return nothing;
  if (shelf.listed) return shelf.listed;
  shelf.order ??= [...shelf.entries].sort((a, b) => compareText(a.place, b.place));
  shelf.listed = shelf.order.map(({ object }) => object);
  return shelf.listed;
}
