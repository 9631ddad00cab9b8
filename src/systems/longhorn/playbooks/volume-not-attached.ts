import { printRef } from '../../../kube/object.ts';
import { kinds, type PersistentVolume, type VolumeAttachment } from '../../../kube/types.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted, type Saying } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { longhornKinds, type Volume } from '../objects.ts';

const driver = 'driver.longhorn.io';

/** What the CSI driver answers (longhorn-manager csi/controller_server.go). */
const sayings: readonly Saying[] = [
  {
    says: /is not ready for workloads|not ready for workloads/,
    cause: 'the volume is not ready for workloads: it is being restored, salvaged, or has no copy that works',
    fix: 'look at the volume in the UI of Longhorn',
  },
  {
    says: /already attached to (?:another )?node (\S+)|is attached to another node/,
    cause: 'it is still attached to another node',
    fix: 'end the pod on that node; where the node is dead, delete its pod by force, or taint it node.kubernetes.io/out-of-service',
  },
  {
    says: /not found/,
    cause: 'Longhorn knows no such volume, or no such node',
    fix: 'see that Longhorn runs on the node, and that the volume was not deleted in its UI',
  },
  {
    says: /node (\S+) (?:is down|is not ready|does not have)/,
    cause: ([, node]) => `Longhorn does not count node ${node} as ready`,
    fix: 'look at longhorn-manager and its instance manager on the node',
  },
];

function symptomOf(attachment: VolumeAttachment, seen: SeenCluster): readonly Symptom[] {
  const { attached, attachError } = attachment.status ?? {};
  const name = attachment.spec?.source.persistentVolumeName ?? '';
  if (attachment.spec.attacher !== driver || attached || !attachError || !isPast(attachError.time, seen.now, 0))
    return [];
  const claim = seen.find<PersistentVolume>(kinds.PersistentVolume, name)?.spec?.claimRef;
  const volume = seen.list<Volume>(longhornKinds.Volume).find(({ metadata }) => metadata.name === name);
  const said = attachError.message ?? '';
  const evidence = [`${printRef(attachment)}: ${quoted(said)}`];
  const isFaulted = volume?.status?.robustness === 'faulted';
  const cause: Cause = causeSaid(said, sayings, evidence) ?? {
    likelihood: 'likely',
    cause: quoted(said),
    evidence,
    fix: 'mend what the message names',
  };
  const shows = `cannot be attached to ${attachment.spec.nodeName}${claim ? `: claim ${claim.namespace}/${claim.name} waits` : ''}`;
  return [
    {
      object: printRef(attachment),
      shows,
      causes: [{ ...cause, ...(isFaulted && volume && { at: printRef(volume) }) }],
    },
  ];
}

const attachment = (status: object) =>
  exampleObject('storage.k8s.io/v1', 'VolumeAttachment/csi-1', {
    spec: { attacher: driver, nodeName: 'node-1', source: { persistentVolumeName: 'pvc-1' } },
    status,
  });
const error = (message: string) =>
  attachment({ attached: false, attachError: { message, time: '2026-01-01T11:30:00Z' } });

/** A volume that does not come to the node of its pod. */
export const volumeNotAttached: Playbook = {
  id: 'volume-not-attached',
  symptom: 'A pod with a Longhorn volume stays ContainerCreating: FailedAttachVolume.',
  why: 'a volume is attached to one node at a time, and only while a copy of it works (longhorn-manager csi/controller_server.go ControllerPublishVolume)',
  reads: [kinds.VolumeAttachment, kinds.PersistentVolume, longhornKinds.Volume],
  diagnose: (seen) => seen.list<VolumeAttachment>(kinds.VolumeAttachment).flatMap((each) => symptomOf(each, seen)),
  examples: {
    healthy: [{ objects: [attachment({ attached: true })] }, { objects: [attachment({ attached: false })] }],
    ill: [
      { objects: [error('rpc error: code = Aborted desc = volume pvc-1 is not ready for workloads')] },
      {
        objects: [error('rpc error: code = NotFound desc = volume pvc-1 not found')],
      },
    ],
  },
};
