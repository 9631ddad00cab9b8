import { type KubeObject, printRef } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';
import type { SeenCluster } from './seen-cluster.ts';

/** `Kind/namespace/name` of the object that made this one and keeps it; undefined where nothing does. */
export function ownerOf({ metadata: { namespace, ownerReferences = [] } }: KubeObject): string | undefined {
  const owner = ownerReferences.find(({ controller }) => controller) ?? ownerReferences[0];
  return owner && printRef({ kind: owner.kind, metadata: { name: owner.name, namespace } });
}

/** The objects by who made them. */
export function byOwner<T extends KubeObject>(objects: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const object of objects) {
    const owner = ownerOf(object);
    if (owner === undefined) continue;
    const own = found.get(owner);
    if (own) own.push(object);
    else found.set(owner, [object]);
  }
  return found;
}

/** The objects by namespace. */
export function byNamespace<T extends KubeObject>(objects: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const object of objects) {
    const { namespace = '' } = object.metadata;
    const own = found.get(namespace);
    if (own) own.push(object);
    else found.set(namespace, [object]);
  }
  return found;
}

/** Pods by each claim they mount, as `namespace/claim`. */
export function podsByClaim(seen: SeenCluster): ReadonlyMap<string, readonly Pod[]> {
  const found = new Map<string, Pod[]>();
  for (const pod of seen.list<Pod>(kinds.Pod))
    for (const claim of claimsOf(pod)) {
      const key = `${pod.metadata.namespace}/${claim}`;
      const own = found.get(key);
      if (own) own.push(pod);
      else found.set(key, [pod]);
    }
  return found;
}

/** Names of the claims a pod mounts: those it names, and those made for it alone. */
export const claimsOf = ({ metadata, spec }: Pod): readonly string[] =>
  (spec.volumes ?? []).flatMap(
    ({ name, persistentVolumeClaim, ephemeral }) =>
      persistentVolumeClaim?.claimName ?? (ephemeral ? `${metadata.name}-${name}` : []),
  );
