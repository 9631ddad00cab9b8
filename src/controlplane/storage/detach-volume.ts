import type { ControllerContext } from '../../cluster/controller.ts';
import { isTrue } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';
import { isDeleting } from '../kit/ownership.ts';
import { type Desk, isLost } from './attach-desk.ts';
import { forcedAfterSeconds } from './attachment.ts';
import type { Volume } from './volumes.ts';

/** Takes the volume from nodes on which no pod needs it; seconds until one that is not ready has to let it go. */
export async function detachIdle(
  volume: Volume,
  users: readonly Pod[],
  { attachments, idleSince, believed, nodes }: Desk,
  { cluster, now }: ControllerContext,
): Promise<number[]> {
  const waits: number[] = [];
  for (const { metadata, spec } of attachments.at(volume.metadata.name)) {
    const { name } = metadata;
    if (users.some((pod) => pod.spec.nodeName === spec.nodeName)) {
      idleSince.delete(name);
      continue;
    }
    if (isDeleting({ ...kinds.VolumeAttachment, metadata })) continue;
    const since = idleSince.get(name) ?? now();
    idleSince.set(name, since);
    const node = nodes.get(spec.nodeName);
    const left = isLost(node) || isTrue(node!, 'Ready') ? 0 : forcedAfterSeconds - (now() - since) / 1000;
    if (left > 0) {
      waits.push(left);
      continue;
    }
    idleSince.delete(name);
    believed.delete(name);
    await cluster.delete(kinds.VolumeAttachment, name);
  }
  return waits;
}
