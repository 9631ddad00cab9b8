import type { Cluster } from '../../cluster/cluster.ts';
import { compareText } from '../../core/finding.ts';
import { matchesSelector } from '../../kube/selector.ts';
import {
  kinds,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from '../../kube/types.ts';
import { amount, mismatchOf, reservedMismatch } from './volume-mismatch.ts';

/** What a pod asks for. */
export type VolumeClaim = PersistentVolumeClaim;

/** What it gets. */
export type Volume = PersistentVolume;

export const noProvisioner = 'kubernetes.io/no-provisioner';
export const selectedNodeAnnotation = 'volume.kubernetes.io/selected-node';

/** The claims the pod mounts. */
export const volumeClaimNames = (pod: Pod): readonly string[] =>
  (pod.spec.volumes ?? []).flatMap((volume) => {
    const name = volume.persistentVolumeClaim?.claimName;
    return name ? [name] : [];
  });

/** What a pod's claims mean for its scheduling: why they keep it back, and which wait for a node to be chosen. */
export interface VolumeClaimState {
  readonly obstacle?: string;
  readonly waiting: readonly VolumeClaim[];
}

/** In the words of plugins/volumebinding. */
export async function volumeClaimState(pod: Pod, cluster: Cluster): Promise<VolumeClaimState> {
  const waiting: VolumeClaim[] = [];
  for (const name of volumeClaimNames(pod)) {
    const claim = await cluster.get<VolumeClaim>(kinds.PersistentVolumeClaim, name, pod.metadata.namespace);
    if (!claim) return { obstacle: `persistentvolumeclaim "${name}" not found`, waiting };
    if (claim.metadata.deletionTimestamp)
      return { obstacle: `persistentvolumeclaim "${name}" is being deleted`, waiting };
    if (claim.spec?.volumeName && claim.status?.phase === 'Bound') continue;
    const wanted = claim.spec?.storageClassName;
    const storageClass = wanted ? await cluster.get<StorageClass>(kinds.StorageClass, wanted) : undefined;
    if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer') {
      return { obstacle: 'pod has unbound immediate PersistentVolumeClaims', waiting };
    }
    waiting.push(claim);
  }
  return { waiting };
}

const isFor = (volume: Volume, claim: VolumeClaim): boolean => {
  const reference = volume.spec?.claimRef;
  return (
    reference?.name === claim.metadata.name &&
    reference.namespace === claim.metadata.namespace &&
    (!reference.uid || reference.uid === claim.metadata.uid)
  );
};

/** Whether the volume can serve the claim (pkg/controller/volume/persistentvolume/index.go, component-helpers FindMatchingVolume). */
function fits(volume: Volume, claim: VolumeClaim): boolean {
  const selector = claim.spec?.selector;
  return mismatchOf(volume, claim) === undefined && (!selector || matchesSelector(selector, volume.metadata.labels));
}

/** Why a claim does not get the volume that it names, as the event of that says it; undefined when it does, or there is none. */
export function refusalOf(
  claim: VolumeClaim,
  volume: Volume | undefined,
): { readonly reason: string; readonly message: string } | undefined {
  if (!volume) return undefined;
  const { name } = volume.metadata;
  if (volume.spec?.claimRef?.name && !isFor(volume, claim)) {
    return { reason: 'FailedBinding', message: `volume "${name}" already bound to a different claim.` };
  }
  const why = mismatchOf(volume, claim);
  return why === undefined
    ? undefined
    : { reason: 'VolumeMismatch', message: `Cannot bind to requested volume "${name}": ${why}` };
}

/** The volume for a claim: the one reserved for it, else the smallest free one that fits. */
export function findVolume(claim: VolumeClaim, volumes: readonly Volume[]): Volume | undefined {
  const usable = volumes.filter(({ metadata }) => !metadata.deletionTimestamp);
  if (claim.spec?.volumeName) {
    const named = usable.find(({ metadata }) => metadata.name === claim.spec?.volumeName);
    return refusalOf(claim, named) ? undefined : named;
  }
  const reserved = usable.find((volume) => isFor(volume, claim) && reservedMismatch(volume, claim) === undefined);
  if (reserved) return reserved;
  return usable
    .filter((volume) => !volume.spec?.claimRef?.name && fits(volume, claim))
    .sort((a, b) => {
      const [first, second] = [amount(a.spec?.capacity?.storage), amount(b.spec?.capacity?.storage)];
      return first < second ? -1 : first > second ? 1 : compareText(a.metadata.name, b.metadata.name);
    })[0];
}

/** The volume that a provisioner outside would make for the claim. */
export function provisionedVolume(claim: VolumeClaim, storageClass: StorageClass): Volume {
  const { namespace, name, uid = '' } = claim.metadata;
  return {
    ...kinds.PersistentVolume,
    metadata: {
      name: `pvc-${uid}`,
      annotations: { 'pv.kubernetes.io/provisioned-by': storageClass.provisioner ?? '' },
    },
    spec: {
      storageClassName: storageClass.metadata.name,
      accessModes: claim.spec?.accessModes ?? [],
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? '0' },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      claimRef: { ...kinds.PersistentVolumeClaim, namespace, name, uid },
      csi: { driver: storageClass.provisioner ?? '', volumeHandle: `pvc-${uid}` },
    },
  };
}
