import type { Cluster } from '../../cluster/cluster.ts';
import { type CSIDriver, kinds, type Pod, type VolumeAttachment } from '../../kube/types.ts';
import { attaches, attachmentName } from '../storage/attachment.ts';
import { type Volume, type VolumeClaim, volumeClaimNames } from '../storage/volumes.ts';

/** Claims of the pod that have no volume, and volumes that its node does not have yet: no container starts before (pkg/kubelet/volumemanager). */
export async function unattachedVolumes(pod: Pod, cluster: Cluster): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const name of volumeClaimNames(pod)) {
    const claim = await cluster.get<VolumeClaim>(kinds.PersistentVolumeClaim, name, pod.metadata.namespace);
    if (!claim?.spec?.volumeName) {
      missing.push(name);
      continue;
    }
    const volume = await cluster.get<Volume>(kinds.PersistentVolume, claim.spec.volumeName);
    const driver = volume?.spec?.csi?.driver;
    if (!volume || !driver || !attaches(await cluster.get<CSIDriver>(kinds.CSIDriver, driver))) continue;
    const attachment = await cluster.get<VolumeAttachment>(
      kinds.VolumeAttachment,
      attachmentName(volume, pod.spec.nodeName ?? ''),
    );
    if (!attachment?.status?.attached) missing.push(volume.metadata.name);
  }
  return missing;
}
