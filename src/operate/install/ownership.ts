import type { Cluster } from '../../cluster/cluster.ts';
import { KindNotServed } from '../../cluster/status-error.ts';
import type { UnknownObject } from '../../kube/object.ts';

/** By what helm knows a release. */
export interface ReleaseOwner {
  readonly name: string;
  readonly namespace: string;
}

/** What an object lacks to be of a release, in helm's words (helm pkg/action/validate.go checkOwnership); undefined where it is its. */
export function whyForeign(
  { metadata: { labels = {}, annotations = {} } }: UnknownObject,
  { name, namespace }: ReleaseOwner,
): string | undefined {
  const wanted = [
    ['label', 'app.kubernetes.io/managed-by', labels['app.kubernetes.io/managed-by'], 'Helm'],
    ['annotation', 'meta.helm.sh/release-name', annotations['meta.helm.sh/release-name'], name],
    ['annotation', 'meta.helm.sh/release-namespace', annotations['meta.helm.sh/release-namespace'], namespace],
  ] as const;
  const lacking = wanted.flatMap(([what, key, value, must]) => {
    if (value === must) return [];
    if (value === undefined) return [`${what} validation error: missing key "${key}": must be set to "${must}"`];
    return [`${what} validation error: key "${key}" must equal "${must}": current value is "${value}"`];
  });
  return lacking.length === 0 ? undefined : `invalid ownership metadata; ${lacking.join('; ')}`;
}

/** The object as it is in the cluster; undefined where it is not there, or its kind is not served. */
export async function findInCluster(cluster: Cluster, object: UnknownObject): Promise<UnknownObject | undefined> {
  try {
    return await cluster.get(object, object.metadata.name, object.metadata.namespace);
  } catch (thrown) {
    if (thrown instanceof KindNotServed) return undefined;
    throw thrown;
  }
}

/** Why helm stops before it writes anything: the first object that is there and not of the release (helm pkg/action/validate.go existingResourceConflict). */
export async function refuseForeign(
  cluster: Cluster,
  objects: readonly UnknownObject[],
  { action, owner }: { readonly action: 'install' | 'upgrade'; readonly owner: ReleaseOwner },
): Promise<string | undefined> {
  for (const object of objects) {
    const there = await findInCluster(cluster, object);
    const why = there && whyForeign(there, owner);
    if (why === undefined) continue;
    const { name, namespace = '' } = object.metadata;
    const what = `${object.kind} "${name}" in namespace "${namespace}"`;
    return `Unable to continue with ${action === 'install' ? 'install' : 'update'}: ${what} exists and cannot be imported into the current release: ${why}`;
  }
  return undefined;
}
