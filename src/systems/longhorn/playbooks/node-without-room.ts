import { type Condition, printRef } from '../../../kube/object.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleCondition, exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { quoted } from '../../../operate/diagnose/sayings.ts';
import { type Node as LonghornNode, longhornKinds } from '../objects.ts';

const gib = (bytes = 0): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

type Disk = NonNullable<NonNullable<LonghornNode['status']>['diskStatus']>[string];

function causeOf(name: string, disk: Disk, { type, reason, message = '' }: Condition): Cause {
  const evidence = [`disk ${disk.diskPath || name}: ${type} False: ${quoted(`${reason}: ${message}`)}`];
  if (reason === 'DiskPressure' || /pressure/i.test(message))
    return {
      likelihood: 'certain',
      cause: `${gib(disk.storageAvailable)} of ${gib(disk.storageMaximum)} are free, less than Longhorn keeps back`,
      evidence,
      fix: 'delete old snapshots and backups, move replicas, or give the node a larger disk (setting storage-minimal-available-percentage)',
      commands: ['kubectl -n longhorn-system get replicas.longhorn.io -o wide'],
    };
  return {
    likelihood: 'likely',
    cause: `Longhorn puts nothing on the disk: ${reason}`,
    evidence,
    fix: 'see that the disk is mounted at its path and its longhorn-disk.cfg is the one that Longhorn wrote',
  };
}

function symptomsOf(node: LonghornNode, now: number): readonly Symptom[] {
  if (node.spec?.allowScheduling === false) return [];
  return Object.entries(node.status?.diskStatus ?? {}).flatMap(([name, disk]): readonly Symptom[] => {
    if (node.spec?.disks?.[name]?.allowScheduling === false) return [];
    const bad = disk.conditions?.find(
      ({ type, status, lastTransitionTime }) =>
        /^(Ready|Schedulable)$/.test(type) && status === 'False' && isPast(lastTransitionTime, now),
    );
    return bad
      ? [
          {
            object: printRef(node),
            shows: 'has no room for further volumes',
            severity: 'warning',
            causes: [causeOf(name, disk, bad)],
          },
        ]
      : [];
  });
}

const node = (status: string, spec: object = {}) =>
  exampleObject('longhorn.io/v1beta2', 'Node/longhorn-system/node-1', {
    spec: { allowScheduling: true, disks: { main: { allowScheduling: true, path: '/var/lib/longhorn' } }, ...spec },
    status: {
      diskStatus: {
        main: {
          ...{ diskPath: '/var/lib/longhorn', storageAvailable: 5368709120, storageMaximum: 107374182400 },
          conditions: [
            exampleCondition(
              'Schedulable',
              status,
              'DiskPressure',
              'Disk main (/var/lib/longhorn) on the node node-1 has 5368709120 available, but requires reserved 0, minimal 25% to schedule more replicas',
            ),
          ],
        },
      },
    },
  });

/** A disk on which Longhorn puts nothing more. */
export const nodeWithoutRoom: Playbook = {
  id: 'node-without-room',
  symptom: 'Longhorn puts no further volumes on a node: its disk is full or not usable.',
  why: 'a disk takes replicas while more than storage-minimal-available-percentage of it is free, 25 by default (longhorn-manager controller/node_controller.go, types/setting.go)',
  reads: [longhornKinds.Node],
  diagnose: (seen) => seen.list<LonghornNode>(longhornKinds.Node).flatMap((each) => symptomsOf(each, seen.now)),
  examples: {
    healthy: [{ objects: [node('True')] }, { objects: [node('False', { allowScheduling: false })] }],
    ill: [{ objects: [node('False')] }],
  },
};
