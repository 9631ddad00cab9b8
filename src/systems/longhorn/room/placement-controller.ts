import type { Cluster } from '../../../cluster/cluster.ts';
import type { Controller, Request } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import { findRunning, onPart } from '../../../controlplane/kit/system-part.ts';
import { diskAnnotation } from '../../../controlplane/nodes/node-disk.ts';
import { compareText } from '../../../core/finding.ts';
import {
  type ConfigMap,
  kinds,
  type Node,
  type PersistentVolume,
  type Pod,
  type StorageClass,
  type VolumeAttachment,
} from '../../../kube/types.ts';
import { longhornDriver } from '../component-names.ts';
import { settingsConfig, settingsIn } from '../failover/policy.ts';
import { managerPart } from '../running.ts';
import { bytesOf, placed, type RoomSettings, roomOn, usualRoom } from './room.ts';

const everything: Request = { namespace: '', name: '*' };

/**
 * A volume of which no copy finds a place on a disk is bound, and refused when it is to be attached, until there is room
 * (longhorn-manager scheduler/replica_scheduler.go, csi/controller_server.go). Only where the disks of all nodes that run a manager are known.
 */
export const placementController = (): Controller => ({
  id: 'longhorn/placement',
  watches: [
    onPart(managerPart, [everything]),
    { kind: kinds.PersistentVolume, requests: () => [everything] },
    { kind: kinds.Node, requests: ({ object }) => (object.metadata.annotations?.[diskAnnotation] ? [everything] : []) },
    {
      kind: kinds.VolumeAttachment,
      requests: ({ object }) => ((object as VolumeAttachment).spec.attacher === longhornDriver ? [everything] : []),
    },
  ],
  reconcile: async (_, { cluster, now }) => {
    const attachments = (await cluster.list<VolumeAttachment>(kinds.VolumeAttachment)).filter(
      ({ spec, status }) => spec.attacher === longhornDriver && !status?.attached,
    );
    if (attachments.length === 0) return undefined;
    const homeless = await volumesWithoutPlace(cluster);
    for (const attachment of attachments) await answer(attachment, homeless, { cluster, now: now() });
    return undefined;
  },
});

async function answer(
  attachment: VolumeAttachment,
  homeless: ReadonlySet<string>,
  { cluster, now }: { readonly cluster: Cluster; readonly now: number },
): Promise<void> {
  const volume = attachment.spec.source.persistentVolumeName ?? '';
  const isRefused = homeless.has(volume);
  if (isRefused === (attachment.status?.attachError !== undefined)) return;
  const why = 'volume is currently in detached state with some un-schedulable replicas';
  const message = `rpc error: code = Aborted desc = volume ${volume} is not ready for workloads: ${why}`;
  const status = { attached: false, ...(isRefused && { attachError: { message, time: printInstant(now) } }) };
  await cluster.update({ ...attachment, status } as VolumeAttachment, { subresource: 'status' });
}

/** Names of the volumes of which no copy has a place; none where it is not known what disks there are. */
async function volumesWithoutPlace(cluster: Cluster): Promise<ReadonlySet<string>> {
  const rooms = await roomsIn(cluster);
  if (!rooms) return new Set();
  const volumes = (await cluster.list<PersistentVolume>(kinds.PersistentVolume))
    .filter(({ spec }) => spec?.csi?.driver === longhornDriver)
    .sort(
      (a, b) =>
        compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
        compareText(a.metadata.name, b.metadata.name),
    );
  const copies = new Map<string, number>();
  for (const { metadata, parameters } of await cluster.list<StorageClass>(kinds.StorageClass))
    copies.set(metadata.name, Number(parameters?.numberOfReplicas ?? 3));
  const counts = placed(
    volumes.map(({ spec }) => ({
      bytes: bytesOf(String(spec?.capacity?.storage ?? '0')),
      copies: copies.get(spec?.storageClassName ?? '') ?? 3,
    })),
    rooms,
  );
  return new Set(volumes.filter((_, i) => counts[i] === 0).map(({ metadata }) => metadata.name));
}

/** What the nodes take that run a manager; undefined where that is not known of one, or settings choose other disks. */
async function roomsIn(cluster: Cluster): Promise<readonly number[] | undefined> {
  const [managers] = await findRunning(cluster, managerPart);
  if (!managers) return undefined;
  const namespace = managers.metadata.namespace ?? '';
  const config = await cluster.get<ConfigMap>(kinds.ConfigMap, settingsConfig.name, namespace);
  const settings = roomSettings(settingsIn(config?.data?.[settingsConfig.file] ?? ''));
  const pods = await cluster.list<Pod>(kinds.Pod, { namespace, labelSelector: 'app=longhorn-manager' });
  const nodes = await cluster.list<Node>(kinds.Node);
  const disks = pods.map(
    ({ spec }) => nodes.find(({ metadata }) => metadata.name === spec.nodeName)?.metadata.annotations?.[diskAnnotation],
  );
  if (!settings || disks.length === 0) return undefined;
  const known = disks.flatMap((disk) => (disk === undefined ? [] : [roomOn(bytesOf(disk), settings)]));
  return known.length === disks.length ? known : undefined;
}

function roomSettings(said: Readonly<Record<string, unknown>>): RoomSettings | undefined {
  if (said['default-data-path'] !== undefined || String(said['create-default-disk-labeled-nodes']) === 'true')
    return undefined;
  const reserved = Number(said['storage-reserved-percentage-for-default-disk'] ?? usualRoom.reserved);
  const overProvisioning = Number(said['storage-over-provisioning-percentage'] ?? usualRoom.overProvisioning);
  return Number.isFinite(reserved) && Number.isFinite(overProvisioning) ? { reserved, overProvisioning } : undefined;
}
