import { printRef } from '../../../kube/object.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleCondition, exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted, type Saying } from '../../../operate/diagnose/sayings.ts';
import { type BackupTarget, longhornKinds } from '../objects.ts';

/** What the engine says of the place of backups (longhorn backupstore, nfs and s3 drivers). */
const sayings: readonly Saying[] = [
  {
    says: /AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|\b403\b|access denied/i,
    cause: 'the place of backups does not let Longhorn in',
    fix: 'correct the keys in the Secret of the backup target, or the export of the NFS server',
  },
  { says: /NoSuchBucket/i, cause: 'there is no such bucket', fix: 'make the bucket, or correct backupTargetURL' },
  {
    says: /secrets? "?([\w.-]+)"? not found/i,
    cause: ([, name]) => `its Secret ${name} is not there`,
    fix: 'make it in the namespace of Longhorn',
  },
  {
    says: /No such file or directory|does not exist/i,
    cause: 'the server has no such folder',
    fix: 'make it, or correct backupTargetURL',
  },
  {
    says: /no such host|i\/o timeout|timed out|connection refused|no route to host|unreachable|deadline exceeded/i,
    cause: 'the server of the backups does not answer',
    fix: 'look at the server, and whether the nodes reach it',
  },
];

function causeOf(target: BackupTarget): Cause {
  const said =
    target.status?.conditions?.find(({ type, status }) => type === 'Unavailable' && status === 'True')?.message ?? '';
  const evidence = [`${printRef(target)}: ${quoted(said) || 'available is false'}`];
  return (
    causeSaid(said, sayings, evidence) ?? {
      likelihood: 'likely',
      cause: quoted(said) || 'it cannot be reached',
      evidence,
      fix: 'mend what the message names',
    }
  );
}

const isLate = ({ status }: BackupTarget, now: number): boolean =>
  isPast(status?.conditions?.find(({ type }) => type === 'Unavailable')?.lastTransitionTime, now);

const target = (available: boolean, url: string, message = '') =>
  exampleObject('longhorn.io/v1beta2', 'BackupTarget/longhorn-system/default', {
    spec: { backupTargetURL: url },
    status: {
      available,
      conditions: [exampleCondition('Unavailable', available ? 'False' : 'True', 'Unavailable', message)],
    },
  });

/** Backups that go nowhere. */
export const backupTargetUnreachable: Playbook = {
  id: 'backup-target-unreachable',
  symptom: 'Longhorn makes no backups: its target is not available.',
  why: 'the target is looked at again and again, and each backup fails while it is not available (longhorn-manager controller/backup_target_controller.go)',
  reads: [longhornKinds.BackupTarget],
  diagnose: (seen) =>
    seen
      .list<BackupTarget>(longhornKinds.BackupTarget)
      .filter((each) => each.spec?.backupTargetURL && each.status?.available === false && isLate(each, seen.now))
      .map((each) => ({
        object: printRef(each),
        shows: 'takes no backups',
        severity: 'warning',
        causes: [causeOf(each)],
      })),
  examples: {
    healthy: [
      { objects: [target(true, 's3://backups@eu/')] },
      { objects: [target(false, '', 'backup target URL is empty')] },
    ],
    ill: [
      { objects: [target(false, 's3://backups@eu/', 'failed to list backups: AccessDenied: Access Denied')] },
      {
        objects: [
          target(
            false,
            'nfs://192.0.2.9:/backups',
            'cannot mount nfs 192.0.2.9:/backups: mount.nfs4: Connection timed out',
          ),
        ],
      },
    ],
  },
};
