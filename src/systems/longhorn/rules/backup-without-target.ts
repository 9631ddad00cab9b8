import type { LabRule } from '../../../check/rule.ts';
import type { StoringLab } from '../component-nodes.ts';
import type { LonghornOptions } from '../lab.ts';
import { inLonghorn, place } from '../rule-lab.ts';

const job = { task: 'backup', cron: '0 3 * * *' };

const hasTarget = ({ backups, values }: LonghornOptions): boolean =>
  backups !== undefined || Object.hasOwn(values ?? {}, 'defaultBackupStore');

export const backupWithoutTarget: LabRule<StoringLab> = {
  id: 'backup-without-target',
  needs: 'lab',
  severity: 'warning',
  summary: 'A recurring job backs volumes up, and the lab names no place for backups.',
  why: 'a backup needs an available BackupTarget (longhorn website docs, set-backup-target): until somebody sets one in the UI, the job fails',
  check: inLonghorn((_, options) => {
    if (hasTarget(options)) return [];
    return Object.entries(options.jobs)
      .filter(([, { task }]) => task.startsWith('backup'))
      .map(([name]) => ({
        path: place('jobs', name, 'task'),
        message: `job ${name} backs volumes up, and there is no place for backups`,
        hint: 'write backups: nfs://nas.lan:/mnt/tank/longhorn',
      }));
  }),
  examples: {
    passing: [
      { storage: { longhorn: { backups: 'nfs://192.168.88.5:/tank', jobs: { hourly: job } } } },
      { storage: { longhorn: { jobs: { trim: { ...job, task: 'filesystem-trim' } } } } },
      {
        storage: { longhorn: { jobs: { hourly: job }, values: { defaultBackupStore: { backupTarget: 's3://b@r/' } } } },
      },
    ],
    failing: [{ storage: { longhorn: { jobs: { hourly: job } } } }],
  },
};
