import type { Cluster } from '../../cluster/cluster.ts';
import type { KindRef, UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { keyOf } from '../convergence.ts';
import { isFollowed as isReadinessKind, readinessKinds } from '../running-rows.ts';

/** Kinds whose objects a picture of the platform is drawn of, beside those that become ready. */
const drawn: readonly KindRef[] = [kinds.Node, kinds.Pod, kinds.Service, kinds.EndpointSlice];

/** Who is told what of a cluster. */
export interface RunningListeners {
  /** Something of what becomes ready was told. */
  readonly onReadiness: () => void;
  /** Something is not as it was known to be. */
  readonly onChange: () => void;
}

/** A cluster that is watched until it is stopped. */
export interface RunningWatch {
  /** What becomes ready, as it was told last. */
  readonly objects: () => readonly UnknownObject[];
  /** Objects as they are known: what is told of them and is the same is no change. */
  readonly know: (objects: readonly UnknownObject[]) => void;
  /** Watches anew what is watched no longer. */
  readonly resume: () => void;
  readonly stop: () => void;
}

/** Watches what becomes ready and what a picture is drawn of. A kind that may not be watched stays as it was known. */
export function watchRunning(cluster: Pick<Cluster, 'watch'>, listeners: RunningListeners): RunningWatch {
  const followed = new Map<string, UnknownObject>();
  const signs = new Map<string, string>();
  const stops = new Map<KindRef, () => void>();
  const isFollowed = new Set(readinessKinds);
  const note = (object: UnknownObject, sign: string) => {
    const key = keyOf(object);
    if (signs.get(key) === sign) return;
    signs.set(key, sign);
    listeners.onChange();
  };
  const watch = (kind: KindRef) => {
    const stop = cluster.watch(
      kind,
      ({ type, object }) => {
        const isGone = type === 'DELETED';
        if (isFollowed.has(kind)) {
          if (isGone) followed.delete(keyOf(object));
          else followed.set(keyOf(object), object);
          listeners.onReadiness();
        }
        note(object, isGone ? '' : signOf(object));
      },
      { onError: () => stops.delete(kind) },
    );
    stops.set(kind, stop);
  };
  const resume = () => {
    for (const kind of [...readinessKinds, ...drawn]) if (!stops.has(kind)) watch(kind);
  };
  return {
    objects: () => [...followed.values()],
    know: (objects) => {
      for (const object of objects) signs.set(keyOf(object), signOf(object));
      // Until a watch tells more.
      if (stops.size === 0) for (const object of objects.filter(isReadinessKind)) followed.set(keyOf(object), object);
    },
    resume,
    stop: () => {
      for (const stop of stops.values()) stop();
      stops.clear();
    },
  };
}

interface Signs {
  readonly spec?: { readonly nodeName?: string };
  readonly endpoints?: unknown;
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly loadBalancer?: unknown;
    readonly addresses?: unknown;
  };
}

/** What of an object can be seen on the page; that somebody still lives cannot. */
function signOf(object: UnknownObject): string {
  const { spec, endpoints, status } = object as unknown as Signs;
  const conditions = status?.conditions?.map(({ type, status: is }) => `${type}=${is}`).sort();
  const { generation, deletionTimestamp } = object.metadata as { generation?: number; deletionTimestamp?: string };
  return JSON.stringify([
    ...[generation, deletionTimestamp, spec?.nodeName, endpoints],
    ...[conditions, status?.loadBalancer, status?.addresses],
  ]);
}
