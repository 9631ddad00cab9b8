import type { Cluster } from '../../../cluster/cluster.ts';
import type { KindRef, UnknownObject } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import { readKinds } from '../read-objects.ts';

/** Objects of a cluster as they stand, kept by watches. */
export interface WatchedObjects {
  readonly objects: () => Iterable<UnknownObject>;
  readonly pods: () => readonly Pod[];
  /** Counts up with every change. */
  readonly generation: () => number;
  readonly stop: () => void;
}

/** Watches what Traefik reads, and its own pods. */
export function watchObjects(cluster: Cluster): WatchedObjects {
  const known = new Map<string, UnknownObject>();
  let generation = 0;
  const follow = ({ apiVersion, kind }: KindRef, labelSelector?: string): (() => void) =>
    cluster.watch(
      { apiVersion, kind },
      ({ type, object }) => {
        const key = `${kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
        if (type === 'DELETED') known.delete(key);
        else known.set(key, object);
        generation += 1;
      },
      labelSelector === undefined ? {} : { labelSelector },
    );
  const stops = [...readKinds.map((kind) => follow(kind)), follow(kinds.Pod, 'app.kubernetes.io/name=traefik')];
  return {
    objects: () => known.values(),
    pods: () => [...known.values()].filter(({ kind }) => kind === 'Pod') as Pod[],
    generation: () => generation,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
