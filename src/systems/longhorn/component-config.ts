import type { ComposedObject } from '../../compose/composed-object.ts';
import { sortByKey } from '../../compose/sort-lab.ts';
import { listOf } from '../../lab/list-of.ts';
import { defaultGroup, longhornDriver, longhornNamespace as namespace } from './component-names.ts';
import { replicasOf, type StoringLab } from './component-nodes.ts';
import { backupsOf, type LonghornOptions } from './lab.ts';
import type { LonghornJob } from './lab-jobs.ts';

/** What needs the kinds of Longhorn or comes with them: recurring jobs, and classes of a person's own. */
export const configObjects = (lab: StoringLab, options: LonghornOptions): readonly ComposedObject[] => [
  ...Object.entries(sortByKey(options.classes)).map(([name, wish]) =>
    classObject(name, wish, replicasOf(lab, options)),
  ),
  ...nightly(options),
  ...Object.entries(sortByKey(options.jobs)).map(([name, job]) => jobObject(name, job)),
];

function nightly(options: LonghornOptions): readonly ComposedObject[] {
  const backups = backupsOf(options);
  if (!backups) return [];
  const job = { task: 'backup', cron: backups.cron, keep: backups.keep, groups: defaultGroup, concurrency: 2 };
  const header = `All volumes that have no job of their own are backed up; ${backups.keep} backups of each are kept.`;
  return [{ ...jobObject('nightly', job), header }];
}

const jobObject = (name: string, { task, cron, keep, groups, concurrency }: LonghornJob): ComposedObject => ({
  file: `recurringjob-${name}.yaml`,
  object: {
    apiVersion: 'longhorn.io/v1beta2',
    kind: 'RecurringJob',
    metadata: { name, namespace },
    ...{ spec: { task, cron, groups: listOf(groups), retain: keep, concurrency } },
  },
});

type ClassWish = LonghornOptions['classes'][string];

/** A class as the chart makes its own (chart/templates/storageclass.yaml); a copy that is always local is the only one. */
function classObject(name: string, { replicas, locality, keep }: ClassWish, usual: number): ComposedObject {
  const copies = replicas ?? (locality === 'strict-local' ? 1 : usual);
  return {
    file: `storageclass-${name}.yaml`,
    object: {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name },
      ...{
        provisioner: longhornDriver,
        allowVolumeExpansion: true,
        reclaimPolicy: keep ? 'Retain' : 'Delete',
        volumeBindingMode: 'Immediate',
        parameters: {
          numberOfReplicas: String(copies),
          staleReplicaTimeout: '30',
          fsType: 'ext4',
          dataLocality: locality,
        },
      },
    },
  };
}
