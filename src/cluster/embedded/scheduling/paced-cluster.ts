import { createPause } from '../../../core/pause.ts';
import type { Cluster } from '../../cluster.ts';

/** Writes between two turns of the event loop; as much work as reading `readsPerWrite` objects. */
const writesPerTurn = 20;
const readsPerWrite = 200;

/**
 * A cluster for controllers that lets the event loop turn after every so many calls: one controller may write a thousand objects in one
 * piece of work, and signals, sockets and progress must not wait for it. What is written, and in which order, stays the same.
 */
export function pacedCluster(cluster: Cluster): Cluster {
  const pause = createPause(writesPerTurn);
  const paced = async <T>(call: Promise<T>, units: (result: T) => number): Promise<T> => {
    const result = await call;
    const turn = pause(units(result));
    if (turn) await turn;
    return result;
  };
  const one = () => 1;
  return {
    ...cluster,
    list: (kind, options) => paced(cluster.list(kind, options), (objects) => objects.length / readsPerWrite),
    create: (object, options) => paced(cluster.create(object, options), one),
    update: (object, options) => paced(cluster.update(object, options), one),
    patch: (kind, name, namespace, change) => paced(cluster.patch(kind, name, namespace, change), one),
    apply: (object, options) => paced(cluster.apply(object, options), one),
    delete: (kind, name, namespace, options) => paced(cluster.delete(kind, name, namespace, options), one),
  };
}
