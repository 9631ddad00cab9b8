import type { UnknownObject } from '../kube/object.ts';
import type { ClusterReader } from './cluster.ts';

/** The object that is printed as `Kind/namespace/name` or `Kind/name`, with its kind; of several kinds of one name the first that has it. */
export async function findByRef(cluster: ClusterReader, ref: string): Promise<UnknownObject | undefined> {
  const [kind = '', ...parts] = ref.split('/');
  const name = parts.at(-1);
  if (!name) return undefined;
  const namespace = parts.length > 1 ? parts[0] : undefined;
  for (const served of await cluster.resources()) {
    if (served.kind !== kind) continue;
    const apiVersion = served.group ? `${served.group}/${served.version}` : served.version;
    const found = await cluster.get({ apiVersion, kind }, name, served.namespaced === false ? undefined : namespace);
    if (found) return { ...found, apiVersion, kind };
  }
  return undefined;
}
