import type { Cluster } from '../../../cluster/cluster.ts';
import { findRunning } from '../../../controlplane/kit/system-part.ts';
import { volumeClaimNames } from '../../../controlplane/storage/volumes.ts';
import { kinds, type PersistentVolume, type PersistentVolumeClaim, type Pod } from '../../../kube/types.ts';
import type { Fault } from '../../fault.ts';
import { longhornDriver } from '../component-names.ts';
import { managerPart } from '../running.ts';

/** The disk of a node that keeps copies of volumes is full. */
export const diskFull: Fault = {
  id: 'disk-full',
  summary: 'the disk of a node that keeps volumes is full',
  short: 'full disk',
  notices:
    'Longhorn, when a copy fails to write; the kubelet, when its own file system passes its threshold, and evicts pods',
  upstream: 'longhorn docs (storage over-provisioning, volume faulted); kubernetes pkg/kubelet/eviction',
  find: async ({ cluster, podsBehind }) => {
    const managers = await findRunning(cluster, managerPart);
    if (managers.length === 0) return { none: 'nothing keeps volumes on disks of nodes' };
    return {
      targets: [
        {
          name: '',
          foretell: async ({ backends }) => {
            const pods = (await Promise.all(backends.map(podsBehind))).flat();
            const kept = (await Promise.all(pods.map((pod) => hasVolume(cluster, pod)))).some(Boolean);
            return kept ? unknown : undefined;
          },
        },
      ],
    };
  },
};

const unknown = {
  unknown: 'what becomes of an app whose volume has a copy on a full disk is not modelled',
  knownBy: 'trying it: a volume with copies on other nodes goes on with those, one without turns read-only or fails',
} as const;

/** Whether a pod mounts a volume of Longhorn. */
async function hasVolume(cluster: Cluster, pod: Pod): Promise<boolean> {
  for (const name of volumeClaimNames(pod)) {
    const claim = await cluster.get<PersistentVolumeClaim>(kinds.PersistentVolumeClaim, name, pod.metadata.namespace);
    const volume = await cluster.get<PersistentVolume>(kinds.PersistentVolume, claim?.spec?.volumeName ?? '');
    if (volume?.spec?.csi?.driver === longhornDriver) return true;
  }
  return false;
}
