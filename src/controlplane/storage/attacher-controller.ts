import type { Controller } from '../../cluster/controller.ts';
import { kinds, type VolumeAttachment } from '../../kube/types.ts';
import { readInstant } from '../kit/instant.ts';
import { isDeleting } from '../kit/ownership.ts';

/**
 * What the attachers of drivers do (kubernetes-csi/external-attacher), when they have had their time: volumes are attached to the nodes
 * they are asked to. A driver that is registered is taken to have one that runs. What a driver refuses stands as the error of the attachment,
 * put there by who plays the driver; it is attached when that is gone.
 */
export const attacherController = (seconds: number): Controller => ({
  id: 'kubernetes/volume-attacher',
  watches: [{ kind: kinds.VolumeAttachment }],
  reconcile: async ({ name }, { cluster, now }) => {
    const attachment = await cluster.get<VolumeAttachment>(kinds.VolumeAttachment, name);
    if (!attachment || isDeleting(attachment) || attachment.status?.attached || attachment.status?.attachError)
      return undefined;
    const since = readInstant(attachment.metadata.creationTimestamp) ?? now();
    const left = seconds - (now() - since) / 1000;
    if (left > 0) return { requeueAfter: left };
    await cluster.update({ ...attachment, status: { attached: true } }, { subresource: 'status' });
    return undefined;
  },
});
