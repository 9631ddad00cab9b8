import type { Cluster } from '../../cluster/cluster.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';

/** What a process that was killed would have thrown, had it lived. */
export class Killed extends Error {}

/**
 * A cluster as a process sees it that is killed once its `nth` write has come to the server and before it hears of it, and how many writes
 * there were. Killed before the first, nothing has begun.
 */
export function killedAt(cluster: Cluster, nth: number): { readonly real: Cluster; readonly writes: () => number } {
  let writes = 0;
  let isDead = false;
  const alive = () => {
    if (isDead) throw new Killed(`killed at write ${nth}`);
  };
  const read =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      alive();
      return work(...args);
    };
  const write =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      alive();
      writes += 1;
      if (writes < nth) return work(...args);
      isDead = true;
      await work(...args);
      throw new Killed(`killed at write ${nth}`);
    };
  const { create, update, patch, apply, delete: remove, get, list, resources } = cluster;
  const real = {
    ...cluster,
    ...{
      create: write(create),
      update: write(update),
      patch: write(patch),
      apply: write(apply),
      delete: write(remove),
    },
    ...{ get: read(get), list: read(list), resources: read(resources) },
  } as Cluster;
  return { real, writes: () => writes };
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
