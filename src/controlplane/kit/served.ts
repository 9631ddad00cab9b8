import type { Cluster, ClusterReader, ListOptions } from '../../cluster/cluster.ts';
import { isReason } from '../../cluster/status-error.ts';
import type { KindRef, KubeObject } from '../../kube/object.ts';

/** Whether a kind is served: its CRD may not be installed yet. */
export async function isServed(cluster: Cluster, { apiVersion, kind }: KindRef): Promise<boolean> {
  const resources = await cluster.resources();
  return resources.some(
    (each) => each.kind === kind && (each.group ? `${each.group}/${each.version}` : each.version) === apiVersion,
  );
}

/** The objects of a kind; none when the kind is not served. */
export async function listServed<T extends KubeObject>(
  cluster: Pick<ClusterReader, 'list'>,
  kind: KindRef,
  options?: ListOptions,
): Promise<readonly T[]> {
  try {
    return await cluster.list<T>(kind, options);
  } catch (thrown) {
    if (isReason(thrown, 'NotFound')) return [];
    throw thrown;
  }
}
