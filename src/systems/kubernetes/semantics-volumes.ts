import type { Cluster } from '../../cluster/cluster.ts';
import type { KubeObject } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';

/** core/v1 PersistentVolumeClaim, as far as binding needs it. */
export interface Claim extends KubeObject {
  readonly spec?: {
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly accessModes?: readonly string[];
    readonly volumeMode?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string | number } };
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
  readonly status?: {
    readonly phase?: string;
    readonly accessModes?: readonly string[];
    readonly capacity?: Readonly<Record<string, string | number>>;
  };
}

const claimNames = (pod: Pod): readonly string[] =>
  (pod.spec.volumes ?? []).flatMap((volume) => {
    const name = (volume.persistentVolumeClaim as { claimName?: string } | undefined)?.claimName;
    return name ? [name] : [];
  });

/** Why the pod's claims keep it from being scheduled, in the words of plugins/volumebinding; undefined when they do not. */
export async function unboundClaims(pod: Pod, cluster: Cluster): Promise<string | undefined> {
  for (const name of claimNames(pod)) {
    const claim = await cluster.get<Claim>(kinds.PersistentVolumeClaim, name, pod.metadata.namespace);
    if (!claim) return `persistentvolumeclaim "${name}" not found`;
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
    if (claim.status?.phase !== 'Bound') return 'pod has unbound immediate PersistentVolumeClaims';
  }
  return undefined;
}
