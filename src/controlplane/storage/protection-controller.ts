import type { Cluster } from '../../cluster/cluster.ts';
import type { Controller } from '../../cluster/controller.ts';
import type { KubeObject } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';
import { createObjectIndex } from '../kit/object-index.ts';
import { isDeleting } from '../kit/ownership.ts';
import { isFinished } from '../kubelet/pod.ts';
import { type Volume, type VolumeClaim, volumeClaimNames } from './volumes.ts';

const claimFinalizer = 'kubernetes.io/pvc-protection';
const volumeFinalizer = 'kubernetes.io/pv-protection';

/** pkg/controller/volume/pvcprotection and pvprotection: claims in use by pods and bound volumes are not let go. */
export function storageProtectionController(): Controller {
  const keysOf = (pod: Pod) => volumeClaimNames(pod).map((name) => `${pod.metadata.namespace}/${name}`);
  const pods = createObjectIndex<Pod>(keysOf);
  return {
    id: 'kubernetes/storage-protection',
    watches: [
      {
        kind: kinds.Pod,
        requests: (event) => {
          pods.apply(event);
          const pod = event.object as Pod;
          if (event.type !== 'DELETED' && !isFinished(pod)) return [];
          return volumeClaimNames(pod).map((name) => ({ namespace: pod.metadata.namespace ?? '', name }));
        },
      },
      { kind: kinds.PersistentVolumeClaim },
      { kind: kinds.PersistentVolume },
    ],
    reconcile: async ({ namespace, name }, { cluster }) => {
      if (namespace === '') {
        const volume = await cluster.get<Volume>(kinds.PersistentVolume, name);
        if (volume && volume.status?.phase !== 'Bound') await release(volume, volumeFinalizer, cluster);
        return undefined;
      }
      const claim = await cluster.get<VolumeClaim>(kinds.PersistentVolumeClaim, name, namespace);
      const used = pods.at(`${namespace}/${name}`).some((pod) => !isFinished(pod));
      if (claim && !used) await release(claim, claimFinalizer, cluster);
      return undefined;
    },
  };
}

async function release(object: KubeObject, finalizer: string, cluster: Cluster): Promise<void> {
  if (!isDeleting(object) || !object.metadata.finalizers?.includes(finalizer)) return;
  const finalizers = object.metadata.finalizers.filter((other) => other !== finalizer);
  await cluster.update({ ...object, metadata: { ...object.metadata, finalizers } });
}
