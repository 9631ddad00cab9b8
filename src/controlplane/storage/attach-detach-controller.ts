import type { Controller, ControllerContext, ReconcileResult } from '../../cluster/controller.ts';
import { isTrue } from '../../kube/object.ts';
import { type CSIDriver, kinds, type Node, type Pod, type VolumeAttachment } from '../../kube/types.ts';
import { createObjectIndex } from '../kit/object-index.ts';
import { type Desk, isLost } from './attach-desk.ts';
import { attachNeeded } from './attach-volume.ts';
import { attaches, letsGo } from './attachment.ts';
import { detachIdle } from './detach-volume.ts';
import { type Volume, type VolumeClaim, volumeClaimNames } from './volumes.ts';

const claimKeys = (pod: Pod): readonly string[] =>
  volumeClaimNames(pod).map((name) => `${pod.metadata.namespace}/${name}`);

const volumeKeys = ({ spec }: VolumeAttachment): readonly string[] =>
  spec.source.persistentVolumeName === undefined ? [] : [spec.source.persistentVolumeName];

/** pkg/controller/volume/attachdetach: volumes of registered drivers go to the nodes of the pods that need them, and leave those that nobody needs them on. */
export function attachDetachController(): Controller {
  const desk: Desk = {
    pods: createObjectIndex<Pod>(claimKeys),
    nodes: createObjectIndex<Node>(),
    attachments: createObjectIndex<VolumeAttachment>(volumeKeys),
    believed: new Map(),
    idleSince: new Map(),
    refused: new Set(),
  };
  const claims = createObjectIndex<VolumeClaim>();
  const volumesOf = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const [namespace, name] = key.split('/') as [string, string];
      const volume = claims.get(name, namespace)?.spec?.volumeName;
      return volume ? [{ namespace: '', name: volume }] : [];
    });
  const attached = () =>
    desk.attachments.all().flatMap((each) => volumeKeys(each).map((name) => ({ namespace: '', name })));
  return {
    id: 'kubernetes/attach-detach',
    watches: [
      {
        kind: kinds.Pod,
        requests: (event) => {
          desk.pods.apply(event);
          const pod = event.object as Pod;
          return pod.spec.nodeName ? volumesOf(claimKeys(pod)) : [];
        },
      },
      {
        kind: kinds.PersistentVolumeClaim,
        requests: (event) => {
          claims.apply(event);
          const { namespace = '', name } = event.object.metadata;
          return volumesOf([`${namespace}/${name}`]);
        },
      },
      {
        kind: kinds.Node,
        requests: (event) => {
          const before = desk.nodes.get(event.object.metadata.name);
          desk.nodes.apply(event);
          return before && sameFate(before, event.object as Node) ? [] : attached();
        },
      },
      {
        kind: kinds.VolumeAttachment,
        requests: (event) => {
          desk.attachments.apply(event);
          return volumeKeys(event.object as VolumeAttachment).map((name) => ({ namespace: '', name }));
        },
      },
      { kind: kinds.CSIDriver, requests: () => volumesOf(desk.pods.all().flatMap(claimKeys)) },
    ],
    reconcile: async ({ name }, context) => reconcileVolume(name, desk, context),
  };
}

const sameFate = (a: Node, b: Node): boolean => isTrue(a, 'Ready') === isTrue(b, 'Ready') && isLost(a) === isLost(b);

async function reconcileVolume(
  name: string,
  desk: Desk,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const volume = await context.cluster.get<Volume>(kinds.PersistentVolume, name);
  const driver = volume?.spec?.csi?.driver;
  if (!volume || !driver) return undefined;
  if (!attaches(await context.cluster.get<CSIDriver>(kinds.CSIDriver, driver))) return undefined;
  const { namespace, name: claim } = volume.spec?.claimRef ?? {};
  const users = desk.pods.at(`${namespace}/${claim}`).filter((pod) => pod.spec.nodeName && !letsGo(pod));
  const waits = [
    ...(await detachIdle(volume, users, desk, context)),
    ...(await attachNeeded(volume, users, desk, context)),
  ];
  return waits.length > 0 ? { requeueAfter: Math.min(...waits) } : undefined;
}
