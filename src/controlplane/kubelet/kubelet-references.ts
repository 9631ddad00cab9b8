import type { Cluster } from '../../cluster/cluster.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';
import { brokenReference, type KeyedObject, type PodReference, referencesOf } from './pod-references.ts';

/** A reference of a pod that does not hold, and why. */
export interface MissingReference {
  readonly reference: PodReference;
  readonly message: string;
}

/** The references of the pod that do not hold now, in the order of its spec. */
export async function missingReferences(pod: Pod, cluster: Cluster): Promise<readonly MissingReference[]> {
  const references = referencesOf(pod);
  if (references.length === 0) return [];
  const { namespace = '' } = pod.metadata;
  const missing: MissingReference[] = [];
  for (const reference of references) {
    const found = await cluster.get<UnknownObject>(kinds[reference.kind], reference.name, namespace);
    const message = brokenReference(reference, found as KeyedObject | undefined, namespace);
    if (message !== undefined) missing.push({ reference, message });
  }
  return missing;
}
