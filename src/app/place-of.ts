import type { Cluster } from '../cluster/cluster.ts';
import { type KubeObject, printRef } from '../kube/object.ts';
import type { Origin, SourcedObject } from '../kube/origin.ts';
import { appliersOf } from './appliers.ts';

/** Owners of owners that are followed, so that a circle ends. */
const longestChain = 8;

/** Finds where a user changes an object of the cluster. */
export type FindPlace = (object: KubeObject) => Promise<Origin | undefined>;

/**
 * Places of objects: the object's own in the files, that of the object that owns it, or that of the release or stage which
 * brought it; undefined when none of them stands in a file.
 */
export function findPlaces(cluster: Cluster, written: readonly SourcedObject[]): FindPlace {
  const origins = new Map(
    written.flatMap(({ object, origin }) => (origin ? [[printRef(object), origin] as const] : [])),
  );
  return async (object) => {
    let at: KubeObject | undefined = object;
    for (let step = 0; at && step < longestChain; step++) {
      const origin = origins.get(printRef(at)) ?? originOfApplier(at, origins);
      if (origin) return origin;
      at = await ownerOf(at, cluster);
    }
    return undefined;
  };
}

function originOfApplier(object: KubeObject, origins: ReadonlyMap<string, Origin>): Origin | undefined {
  const [nearest] = appliersOf(object).flatMap(({ ref }) => origins.get(ref) ?? []);
  return nearest;
}

async function ownerOf({ metadata }: KubeObject, cluster: Cluster): Promise<KubeObject | undefined> {
  const owners = metadata.ownerReferences ?? [];
  const owner = owners.find(({ controller }) => controller === true) ?? owners[0];
  if (!owner) return undefined;
  const { apiVersion, kind, name } = owner;
  const served = (await cluster.resources()).find((each) => each.kind === kind && apiVersionOf(each) === apiVersion);
  return served && cluster.get({ apiVersion, kind }, name, served.namespaced ? metadata.namespace : undefined);
}

const apiVersionOf = ({ group, version }: { readonly group: string; readonly version: string }): string =>
  group ? `${group}/${version}` : version;
