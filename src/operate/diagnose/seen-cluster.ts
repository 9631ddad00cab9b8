import type { ClusterReader } from '../../cluster/cluster.ts';
import { StatusError } from '../../cluster/status-error.ts';
import { compareText } from '../../core/finding.ts';
import type { KindRef, KubeObject, UnknownObject } from '../../kube/object.ts';
import { type Event, kinds, type Pod } from '../../kube/types.ts';
import { indexLabels, type LabelIndex } from './label-index.ts';

/** What of a cluster is not among its objects; each left out where it cannot be read. */
export interface BesideObjects {
  /** Last lines that a container wrote before it ended last; empty where they are not there. */
  readonly logs?: (pod: { namespace: string; name: string }, container: string) => Promise<readonly string[]>;
  /** Link-layer address that answers for an IP address where one stands; undefined where none has been heard. */
  readonly neighbour?: (address: string) => string | undefined;
}

/** A cluster as it was read at one moment. */
export interface SeenCluster extends Required<BesideObjects> {
  /** Milliseconds since the epoch, on the cluster's clock. */
  readonly now: number;
  /** All objects of a kind, in order of namespace, then name; empty where it is not served or may not be read. */
  readonly list: <T extends KubeObject = UnknownObject>(kind: KindRef, namespace?: string) => readonly T[];
  readonly find: <T extends KubeObject = UnknownObject>(
    kind: KindRef,
    name: string,
    namespace?: string,
  ) => T | undefined;
  /** The pods of a namespace that have all of these labels; none where no label is named. */
  readonly podsWith: (namespace: string, labels: Readonly<Record<string, string>>) => readonly Pod[];
  /** Events about an object, the newest first. */
  readonly events: (object: KubeObject) => readonly Event[];
  /** Kinds that could not be read, and why: whatever depends on them is not known. */
  readonly unread: ReadonlyMap<string, string>;
}

/** Kinds that every diagnosis reads. */
const always: readonly KindRef[] = [kinds.Pod, kinds.Node, kinds.Event];

const keyOf = ({ apiVersion, kind }: KindRef): string => `${apiVersion} ${kind}`;

/**
 * Reads all objects of these kinds at once, `at` milliseconds since the epoch. A kind that is not served has no objects; one that may not
 * be read is told by `unread`. Rejects when the cluster does not answer.
 */
export async function readSeenCluster(
  cluster: ClusterReader & { readonly now?: () => number },
  wanted: readonly KindRef[],
  beside: BesideObjects & { readonly at: number },
): Promise<SeenCluster> {
  const all = [...new Map([...always, ...wanted].map((kind) => [keyOf(kind), kind])).values()];
  const unread = new Map<string, string>();
  const lists = await Promise.all(
    all.map(async (kind) => [keyOf(kind), await listOrSay(cluster, kind, unread)] as const),
  );
  const byKind = new Map(lists.map(([key, objects]) => [key, indexObjects(objects)]));
  const of = (kind: KindRef): IndexedObjects => byKind.get(keyOf(kind)) ?? noObjects;
  const events = eventsByObject(of(kinds.Event).all as readonly unknown[] as readonly Event[]);
  let pods: LabelIndex<Pod> | undefined;
  return {
    now: beside.at,
    list: ((kind, namespace) =>
      namespace === undefined ? of(kind).all : (of(kind).ofNamespace.get(namespace) ?? [])) as SeenCluster['list'],
    find: ((kind, name, namespace) => of(kind).named.get(nameKey(name, namespace))) as SeenCluster['find'],
    podsWith: (namespace, labels) => {
      pods ??= indexLabels(of(kinds.Pod).all as readonly unknown[] as readonly Pod[], ({ metadata }) => ({
        namespace: metadata.namespace ?? '',
        labels: metadata.labels ?? {},
      }));
      return pods.picked(namespace, labels);
    },
    events: ({ kind, metadata: { namespace = '', name } }) => events.get(`${kind}/${namespace}/${name}`) ?? [],
    logs: beside.logs ?? (async () => []),
    neighbour: beside.neighbour ?? (() => undefined),
    unread,
  };
}

/** All objects of a kind, and where each is found. */
interface IndexedObjects {
  readonly all: readonly UnknownObject[];
  readonly ofNamespace: ReadonlyMap<string, readonly UnknownObject[]>;
  readonly named: ReadonlyMap<string, UnknownObject>;
}

const noObjects: IndexedObjects = { all: [], ofNamespace: new Map(), named: new Map() };

const nameKey = (name: string, namespace = ''): string => `${namespace}/${name}`;

function indexObjects(all: readonly UnknownObject[]): IndexedObjects {
  const ofNamespace = new Map<string, UnknownObject[]>();
  const named = new Map<string, UnknownObject>();
  for (const object of all) {
    const { name, namespace } = object.metadata;
    const key = nameKey(name, namespace);
    if (!named.has(key)) named.set(key, object);
    if (namespace === undefined) continue;
    const own = ofNamespace.get(namespace);
    if (own) own.push(object);
    else ofNamespace.set(namespace, [object]);
  }
  return { all, ofNamespace, named };
}

async function listOrSay(
  cluster: ClusterReader,
  kind: KindRef,
  unread: Map<string, string>,
): Promise<readonly UnknownObject[]> {
  try {
    return await cluster.list(kind);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.status.code !== 404) unread.set(keyOf(kind), error.message);
    return [];
  }
}

/** When an event was last seen, as text that sorts by time. */
export const lastSeen = (event: Event): string =>
  event.lastTimestamp ?? (event as { eventTime?: string }).eventTime ?? event.metadata.creationTimestamp ?? '';

function eventsByObject(events: readonly Event[]): ReadonlyMap<string, readonly Event[]> {
  const found = new Map<string, Event[]>();
  for (const event of events) {
    const { kind = '', namespace = '', name = '' } = event.involvedObject;
    const key = `${kind}/${namespace}/${name}`;
    const own = found.get(key);
    if (own) own.push(event);
    else found.set(key, [event]);
  }
  for (const own of found.values()) own.sort((a, b) => compareText(lastSeen(b), lastSeen(a)));
  return found;
}
