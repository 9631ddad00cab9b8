import { printRef } from '../../../kube/object.ts';
import { type CronJob, type Event, type Job, kinds } from '../../../kube/types.ts';
import { isRecent, since } from '../../../operate/diagnose/ages.ts';
import { exampleEventOf, exampleOf, exampleOwner } from '../../../operate/diagnose/example-objects.ts';
import { byOwner } from '../../../operate/diagnose/owners.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { lastSeen, type SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

/** Milliseconds after which a Job that keeps the next from starting is taken to hang. */
const long = 6 * 60 * 60 * 1000;

/** What the controller tells of a CronJob that it does not start, and what ends it. */
const reasons: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  UnknownTimeZone: ['its timeZone is not known', 'correct timeZone: a name such as Europe/Berlin'],
  UnparseableSchedule: ['its schedule is not valid', 'correct schedule: minute, hour, day, month, weekday'],
  UnParseableCronJobSchedule: ['its schedule is not valid', 'correct schedule: minute, hour, day, month, weekday'],
  InvalidSchedule: ['its schedule never comes', 'correct schedule'],
  MissSchedule: [
    'its time passed by more than startingDeadlineSeconds before it could be started',
    'raise startingDeadlineSeconds or leave it away; look whether the control plane was down at that time',
  ],
  TooManyMissedTimes: ['it missed more than 100 times', 'set startingDeadlineSeconds, or make it anew'],
  FailedCreate: ['the API refuses its Job', 'correct jobTemplate as the message says'],
};

const pickEvent = (events: readonly Event[], seen: SeenCluster): Event | undefined =>
  events.find(
    (event) =>
      ((event.reason ?? '') in reasons || event.reason === 'SuccessfulCreate') && isRecent(seen, lastSeen(event)),
  );

function causeOf(cron: CronJob, jobs: readonly Job[], seen: SeenCluster): Cause | undefined {
  const { name, namespace } = cron.metadata;
  const commands = [`kubectl -n ${namespace} describe cronjob ${name}`];
  const event = pickEvent(seen.events(cron), seen);
  const found = reasons[event?.reason ?? ''];
  if (event && found)
    return {
      likelihood: 'certain',
      cause: found[0],
      evidence: [`${event.reason}: ${event.message}`],
      fix: found[1],
      commands,
    };
  const active = new Set((cron.status?.active ?? []).map((each) => each.name));
  const hung = jobs.find(
    ({ metadata, status }) => active.has(metadata.name) && (since(seen, status?.startTime) ?? 0) > long,
  );
  const refused = seen.events(cron).find(({ reason }) => reason === 'JobAlreadyActive');
  if (!hung || !refused || cron.spec?.concurrencyPolicy !== 'Forbid') return undefined;
  return {
    likelihood: 'likely',
    cause: `its Job ${hung.metadata.name} does not end, and with concurrencyPolicy Forbid no other is started beside it`,
    evidence: [`${printRef(hung)} runs since ${hung.status?.startTime}`, `${refused.reason}: ${refused.message}`],
    fix: 'look what the Job hangs at and delete it; set activeDeadlineSeconds in jobTemplate',
    commands: [`kubectl -n ${namespace} logs job/${hung.metadata.name}`],
  };
}

const cron = (spec: object = {}, status: object = {}) =>
  exampleOf(['batch/v1', 'CronJob'], 'backup', {
    namespace: 'apps',
    spec: {
      schedule: '0 3 * * *',
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: {
          template: { spec: { restartPolicy: 'Never', containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }] } },
        },
      },
      ...spec,
    },
    status,
  });
const active = { active: [{ kind: 'Job', namespace: 'apps', name: 'backup-1', apiVersion: 'batch/v1' }] };
const job = (startTime: string) =>
  exampleOf(['batch/v1', 'Job'], 'backup-1', {
    namespace: 'apps',
    metadata: exampleOwner('batch/v1', 'CronJob', 'backup'),
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }] } },
    },
    status: { active: 1, startTime },
  });
const blocked = exampleEventOf(
  cron(),
  'JobAlreadyActive',
  'Not starting job because prior execution is running and concurrency policy is Forbid',
);
const missed = exampleEventOf(
  cron(),
  'MissSchedule',
  'Missed scheduled time to start a job: Thu, 01 Jan 2026 03:00:00 +0000',
);

/** A CronJob whose time comes, and that starts nothing. */
export const cronJobMissed: Playbook = {
  id: 'cron-job-missed',
  symptom: 'A CronJob does not start its Job at its time.',
  why: 'a start that is late by more than startingDeadlineSeconds is left out, and with concurrencyPolicy Forbid one whose forerunner still runs (kubernetes pkg/controller/cronjob/cronjob_controllerv2.go)',
  reads: [kinds.CronJob, kinds.Job],
  diagnose: (seen) => {
    const jobs = byOwner(seen.list<Job>(kinds.Job));
    return seen.list<CronJob>(kinds.CronJob).flatMap((each): readonly Symptom[] => {
      const cause = each.spec?.suspend ? undefined : causeOf(each, jobs.get(printRef(each)) ?? [], seen);
      return cause ? [{ object: printRef(each), shows: 'does not start its Job', causes: [cause] }] : [];
    });
  },
  examples: {
    healthy: [
      { objects: [cron({ suspend: true }), missed] },
      { objects: [cron({}, active), job('2026-01-01T11:30:00Z'), blocked] },
    ],
    ill: [{ objects: [cron(), missed] }, { objects: [cron({}, active), job('2026-01-01T03:00:00Z'), blocked] }],
  },
};
