import type { Cluster } from '../../cluster/cluster.ts';
import { isReason, StatusError } from '../../cluster/status-error.ts';
import { groupOf, type UnknownObject } from '../../kube/object.ts';
import type { ResourceInfo } from '../../kube/resource.ts';

/** Objects that would go with a namespace, and kinds of which nobody may say whether there are any. */
export interface HeldInNamespace {
  readonly objects: readonly UnknownObject[];
  /** Resources that may not be listed, e.g. `secrets`. */
  readonly unread: readonly string[];
}

/**
 * What is in a namespace beside what leaves anyway and what Kubernetes makes of itself: deleting the namespace would take it along. Rejects
 * where the API does not answer.
 */
export async function foreignIn(
  cluster: Pick<Cluster, 'list' | 'resources'>,
  namespace: string,
  isLeaving: (object: UnknownObject) => boolean,
): Promise<HeldInNamespace> {
  const unread: string[] = [];
  const lists = inOneVersion(await cluster.resources()).map(async (info) => {
    const apiVersion = info.group === '' ? info.version : `${info.group}/${info.version}`;
    try {
      return await cluster.list({ apiVersion, kind: info.kind }, { namespace });
    } catch (thrown) {
      if (!(thrown instanceof StatusError)) throw thrown;
      // What cannot be listed at all holds nothing that could be lost.
      if (isReason(thrown, 'Forbidden')) unread.push(info.group === '' ? info.plural : `${info.plural}.${info.group}`);
      return [];
    }
  });
  const found = (await Promise.all(lists)).flat();
  return { objects: found.filter((object) => !isMade(object) && !isLeaving(object)), unread: unread.sort() };
}

/** Namespaced kinds that can be listed, each in one version of its group. */
function inOneVersion(resources: readonly ResourceInfo[]): readonly ResourceInfo[] {
  const first = new Map<string, ResourceInfo>();
  for (const info of resources) {
    const key = `${info.group}/${info.plural}`;
    if (info.namespaced && info.verbs?.includes('list') !== false && !first.has(key)) first.set(key, info);
  }
  return [...first.values()];
}

/** Kinds that only tell of others, as `group/Kind`. */
const tellOfOthers: ReadonlySet<string> = new Set([
  '/Event',
  'events.k8s.io/Event',
  '/Endpoints',
  'discovery.k8s.io/EndpointSlice',
  'coordination.k8s.io/Lease',
  'metrics.k8s.io/PodMetrics',
  'storage.k8s.io/CSIStorageCapacity',
]);

/** Whether it is there because something else is: owned, or what every namespace gets. */
function isMade(object: UnknownObject): boolean {
  const { apiVersion, kind, metadata } = object;
  if (metadata.deletionTimestamp || (metadata.ownerReferences ?? []).length > 0) return true;
  if (tellOfOthers.has(`${groupOf(apiVersion)}/${kind}`)) return true;
  if (kind === 'ConfigMap') return metadata.name === 'kube-root-ca.crt';
  if (kind === 'ServiceAccount') return metadata.name === 'default';
  return kind === 'Secret' && metadata.annotations?.['kubernetes.io/service-account.name'] !== undefined;
}
