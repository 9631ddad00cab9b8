import type { Cluster } from '../../../cluster/cluster.ts';
import type { Controller, ControllerContext, ReconcileResult } from '../../../cluster/controller.ts';
import { isReason } from '../../../cluster/status-error.ts';
import { readInstant } from '../../../controlplane/kit/instant.ts';
import { requestOf } from '../../../controlplane/kit/requests.ts';
import { findRunning } from '../../../controlplane/kit/system-part.ts';
import { volumeClaimNames } from '../../../controlplane/storage/volumes.ts';
import {
  type ConfigMap,
  kinds,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type VolumeAttachment,
} from '../../../kube/types.ts';
import { longhornDriver } from '../component-names.ts';
import { managerPart } from '../running.ts';
import { isDeletedBy, isDown, policyOf, settingsConfig } from './policy.ts';

/**
 * Lets volumes follow when a node is down: pods that are ending there lose their attachments at once, and are deleted when their time is
 * over (longhorn-manager controller/kubernetes_pod_controller.go, handlePodDeletionIfNodeDown).
 */
export const failoverController = (): Controller => ({
  id: 'longhorn/failover',
  watches: [
    { kind: kinds.Pod, requests: ({ object }) => (object.metadata.deletionTimestamp ? [requestOf(object)] : []) },
  ],
  reconcile: async ({ namespace, name }, context) => {
    const { cluster } = context;
    const pod = await cluster.get<Pod>(kinds.Pod, name, namespace);
    if (!pod?.spec.nodeName || !isDeletedBy(await policyIn(cluster), pod)) return undefined;
    if (!isDown(await cluster.get<Node>(kinds.Node, pod.spec.nodeName))) return undefined;
    const volumes = await volumesOf(pod, cluster);
    return volumes.length > 0 ? release(pod, volumes, context) : undefined;
  },
});

/** What the settings say, while a manager runs to follow them. */
async function policyIn(cluster: Cluster): Promise<string> {
  const [managers] = await findRunning(cluster, managerPart);
  const config =
    managers && (await cluster.get<ConfigMap>(kinds.ConfigMap, settingsConfig.name, managers.metadata.namespace));
  return policyOf(config?.data?.[settingsConfig.file] ?? '');
}

/** Names of the volumes of Longhorn that a pod mounts. */
async function volumesOf(pod: Pod, cluster: Cluster): Promise<readonly string[]> {
  const names: string[] = [];
  for (const name of volumeClaimNames(pod)) {
    const claim = await cluster.get<PersistentVolumeClaim>(kinds.PersistentVolumeClaim, name, pod.metadata.namespace);
    const volume = await cluster.get<PersistentVolume>(kinds.PersistentVolume, claim?.spec?.volumeName ?? '');
    if (volume?.spec?.csi?.driver === longhornDriver) names.push(volume.metadata.name);
  }
  return names;
}

async function release(
  pod: Pod,
  volumes: readonly string[],
  { cluster, now }: ControllerContext,
): Promise<ReconcileResult | undefined> {
  for (const { metadata, spec } of await cluster.list<VolumeAttachment>(kinds.VolumeAttachment)) {
    const isHeld = spec.nodeName === pod.spec.nodeName && volumes.includes(spec.source.persistentVolumeName ?? '');
    if (isHeld && !metadata.deletionTimestamp) await cluster.delete(kinds.VolumeAttachment, metadata.name);
  }
  const left = ((readInstant(pod.metadata.deletionTimestamp) ?? now()) - now()) / 1000;
  if (left > 0) return { requeueAfter: left };
  const { namespace, name, uid } = pod.metadata;
  try {
    await cluster.delete(kinds.Pod, name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } });
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
  return undefined;
}
