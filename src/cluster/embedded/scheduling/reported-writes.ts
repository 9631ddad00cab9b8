import type { KubeObject } from '../../../kube/object.ts';
import type { Cluster } from '../../cluster.ts';

/** Who is told of what a client of a cluster does. */
export interface WriteListener {
  /** The object as it is after the write. */
  readonly wrote: (object: KubeObject) => void;
  readonly removed: (uid: string | undefined) => void;
}

/** The cluster, whose writes are told. */
export function reportWrites(cluster: Cluster, { wrote, removed }: WriteListener): Cluster {
  const told = <T extends KubeObject>(object: T, dryRun: boolean | undefined): T => {
    if (!dryRun) wrote(object);
    return object;
  };
  return {
    ...cluster,
    create: async (object, options) => told(await cluster.create(object, options), options?.dryRun),
    update: async (object, options) => told(await cluster.update(object, options), options?.dryRun),
    patch: async (kind, name, namespace, change) =>
      told(await cluster.patch(kind, name, namespace, change), change.dryRun),
    apply: async (object, options) => told(await cluster.apply(object, options), options.dryRun),
    delete: async (kind, name, namespace, options) => {
      const before = await cluster.get(kind, name, namespace);
      await cluster.delete(kind, name, namespace, options);
      if (!(await cluster.get(kind, name, namespace))) removed(before?.metadata.uid);
    },
  };
}
