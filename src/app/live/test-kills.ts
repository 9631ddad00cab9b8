import type { Cluster } from '../../cluster/cluster.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';

/** What a process that was killed would have thrown, had it lived. */
export class Killed extends Error {}

/**
 * A cluster as a process sees it that is killed once its `nth` call has come to the server and before it hears of it, and how many calls
 * there were; only writes are counted where nothing else is said.
 */
export function killedAt(
  cluster: Cluster,
  nth: number,
  counted: 'writes' | 'calls' = 'writes',
): { readonly real: Cluster; readonly calls: () => number } {
  let calls = 0;
  const killing =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>, isCounted: boolean) =>
    async (...args: A): Promise<T> => {
      if (calls >= nth) throw new Killed(`killed at call ${nth}`);
      if (isCounted) calls += 1;
      const result = await work(...args);
      if (calls >= nth) throw new Killed(`killed at call ${nth}`);
      return result;
    };
  const { create, update, patch, apply, delete: remove, get, list, resources } = cluster;
  const reads = counted === 'calls';
  const real = {
    ...cluster,
    ...{ create: killing(create, true), update: killing(update, true), patch: killing(patch, true) },
    ...{ apply: killing(apply, true), delete: killing(remove, true) },
    ...{ get: killing(get, reads), list: killing(list, reads), resources: killing(resources, reads) },
  } as Cluster;
  return { real, calls: () => calls };
}

/** All objects of a cluster but events, by `Kind/namespace/name`. */
export async function objectsIn(cluster: Cluster): Promise<ReadonlyMap<string, UnknownObject>> {
  const found = new Map<string, UnknownObject>();
  for (const { group, version, kind, verbs } of await cluster.resources()) {
    if (kind === 'Event' || (verbs && !verbs.includes('list'))) continue;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    for (const object of await cluster.list({ apiVersion, kind }).catch(() => [])) {
      found.set(`${group} ${printRef({ kind, metadata: object.metadata })}`, object);
    }
  }
  return found;
}

/** What two clusters must agree on that came to one state on different ways: all but identities, versions and times. */
export const lastingState = (objects: ReadonlyMap<string, UnknownObject>): unknown =>
  Object.fromEntries([...objects].map(([key, object]) => [key, withoutMarks(object)]));

function withoutMarks({ metadata, ...rest }: UnknownObject): unknown {
  const { uid: _, resourceVersion: __, creationTimestamp: ___, managedFields = [], ...kept } = metadata;
  const owners = managedFields.map(({ time: ____, ...entry }) => JSON.stringify(entry)).sort();
  const text = JSON.stringify({ ...rest, metadata: { ...kept, owners } });
  return JSON.parse(text.replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"then"'));
}
