import { createHash } from 'node:crypto';
import { compareText } from '../../core/finding.ts';
import { type CSIDriver, kinds, type Pod, type VolumeAttachment } from '../../kube/types.ts';
import { isDeleting } from '../kit/ownership.ts';
import { isFinished } from '../kubelet/pod.ts';
import type { Volume } from './volumes.ts';

/** Seconds after which a volume is taken from a node that is not ready (pkg/controller/volume/attachdetach, ReconcilerMaxWaitForUnmountDuration). */
export const forcedAfterSeconds = 360;
/** Seconds between two looks at what is attached in truth (same place, ReconcilerSyncLoopPeriod). */
export const syncSeconds = 60;
/** By this taint somebody swears that a node is off: then nothing is waited for. */
export const outOfService = 'node.kubernetes.io/out-of-service';

/** Whether volumes of a driver have to be attached to a node: it is registered, and does not say otherwise (pkg/volume/csi/csi_plugin.go). */
export const attaches = (driver: CSIDriver | undefined): boolean =>
  driver !== undefined && driver.spec.attachRequired !== false;

/** Name of the attachment of a volume to a node (pkg/volume/csi/csi_attacher.go, getAttachmentName). */
export function attachmentName(volume: Volume, node: string): string {
  const { driver = '', volumeHandle = '' } = volume.spec?.csi ?? {};
  return `csi-${createHash('sha256').update(`${volumeHandle}${driver}${node}`).digest('hex')}`;
}

/** What asks a driver to attach a volume to a node. */
export const attachmentOf = (volume: Volume, node: string): VolumeAttachment => ({
  ...kinds.VolumeAttachment,
  metadata: { name: attachmentName(volume, node) },
  spec: {
    attacher: volume.spec?.csi?.driver ?? '',
    nodeName: node,
    source: { persistentVolumeName: volume.metadata.name },
  },
});

/** Whether one node alone may have the volume at a time (pkg/volume/util/util.go, IsMultiAttachAllowed): the modes of the volume count. */
export function isExclusive({ spec }: Volume): boolean {
  const modes: readonly string[] = spec?.accessModes ?? [];
  return modes.length > 0 && !modes.includes('ReadWriteMany') && !modes.includes('ReadOnlyMany');
}

/** Whether a pod needs its volumes no more (pkg/volume/util/util.go, IsPodTerminated): on a node that is off, its containers run for ever. */
export function letsGo(pod: Pod): boolean {
  if (isFinished(pod)) return true;
  return isDeleting(pod) && !(pod.status?.containerStatuses ?? []).some(({ state }) => state?.running);
}

/**
 * Why a volume cannot be attached for a pod while another node has it (attachdetach/reconciler/reconciler.go, reportMultiAttachError); the
 * users are pods on nodes that have it.
 */
export function multiAttachMessage(volume: Volume, users: readonly Pod[], pod: Pod): string {
  const head = `Multi-Attach error for volume "${volume.metadata.name}"`;
  if (users.length === 0) {
    return `${head} Volume is already exclusively attached to one node and can't be attached to another`;
  }
  const near = users.filter(({ metadata }) => metadata.namespace === pod.metadata.namespace);
  const far = users.length - near.length;
  if (near.length === 0) return `${head} Volume is already used by ${far} pod(s) in different namespaces`;
  const names = near.map(({ metadata }) => metadata.name).sort(compareText);
  const others = far > 0 ? ` and ${far} pod(s) in different namespaces` : '';
  return `${head} Volume is already used by pod(s) ${names.join(', ')}${others}`;
}
