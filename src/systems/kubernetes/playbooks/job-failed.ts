import { conditionOf, printRef } from '../../../kube/object.ts';
import { type Job, kinds, type Pod } from '../../../kube/types.ts';
import { containersOf } from '../../../operate/diagnose/containers.ts';
import { exampleOf, exampleOwner, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { explainExit } from '../../../operate/diagnose/explain-exit.ts';
import { quoteLog } from '../../../operate/diagnose/log-lines.ts';
import { byOwner, ownerOf } from '../../../operate/diagnose/owners.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isUnwell, sayUnwell } from '../../../operate/diagnose/unwell-pods.ts';

const bornAt = ({ metadata, status }: Job): string => status?.startTime ?? metadata.creationTimestamp ?? '';

/** Those of the failed ones that tell of now: of a CronJob only the newest Job counts. */
function failedNow(jobs: readonly Job[]): readonly Job[] {
  const newest = new Map<string, Job>();
  for (const job of jobs) {
    const owner = ownerOf(job) ?? printRef(job);
    const before = newest.get(owner);
    const isOver = ['Complete', 'Failed'].some((type) => conditionOf(job, type)?.status === 'True');
    if (isOver && (!before || bornAt(job) > bornAt(before))) newest.set(owner, job);
  }
  return [...newest.values()].filter((job) => conditionOf(job, 'Failed')?.status === 'True');
}

async function causesOf(job: Job, pods: readonly Pod[], seen: SeenCluster): Promise<Symptom['causes']> {
  const { name, namespace = 'default' } = job.metadata;
  const failed = conditionOf(job, 'Failed');
  const said = `Failed: ${failed?.reason ?? ''}: ${failed?.message ?? ''}`;
  const commands = [`kubectl -n ${namespace} logs job/${name} --all-containers`];
  const unwell = pods.find((pod) => isUnwell(pod, seen) && pod.status?.phase === 'Pending');
  if (unwell)
    return [
      {
        ...{ likelihood: 'certain', cause: 'its pod does not start', fix: 'look at the pod', commands },
        evidence: [said, sayUnwell(unwell)],
        at: printRef(unwell),
      },
    ];
  for (const pod of [...pods].reverse())
    for (const { name: container, state, lastState } of containersOf(pod)) {
      const end = state?.terminated ?? lastState?.terminated;
      if (!end || end.exitCode === 0) continue;
      const log = await seen.logs({ name: pod.metadata.name, namespace }, container);
      const { cause, fix, said: isSaid } = explainExit(end, log);
      const evidence = [
        said,
        `${printRef(pod)}: ${container} ended with exit code ${end.exitCode}`,
        ...quoteLog(container, log),
      ];
      const last: Cause = {
        likelihood: isSaid ? 'certain' : 'likely',
        cause,
        evidence,
        fix: `${fix}; then delete the Job and make it anew`,
        commands,
      };
      return [last];
    }
  const late = failed?.reason === 'DeadlineExceeded';
  return [
    {
      likelihood: late ? 'certain' : 'possible',
      cause: late ? 'it took longer than activeDeadlineSeconds' : 'its pods failed, and are gone',
      evidence: [said],
      fix: late
        ? 'raise activeDeadlineSeconds, or look why it takes so long'
        : 'make the Job anew, and read its log while it runs',
      commands,
    },
  ];
}

const job = (
  type: string,
  { name = 'backup-1', reason = 'BackoffLimitExceeded', startTime = '2026-01-01T11:00:00Z', metadata = {} } = {},
) =>
  exampleOf(['batch/v1', 'Job'], name, {
    namespace: 'apps',
    metadata,
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }] } },
    },
    status: {
      startTime,
      conditions:
        type === 'Failed'
          ? [
              { type: 'FailureTarget', status: 'True', reason, message: 'Job has reached the specified backoff limit' },
              { type, status: 'True', reason, message: 'Job has reached the specified backoff limit' },
            ]
          : [
              { type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached' },
              { type, status: 'True', reason: 'CompletionsReached' },
            ],
      ...(type === 'Failed' ? {} : { completionTime: '2026-01-01T11:30:00Z' }),
    },
  });
const scheduled = exampleOwner('batch/v1', 'CronJob', 'backup');
const pod = examplePodOf(
  { state: { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-01-01T11:10:00Z' } } },
  {
    metadata: exampleOwner('batch/v1', 'Job', 'backup-1'),
    spec: { restartPolicy: 'Never' },
    status: { phase: 'Failed' },
  },
);

/** A Job that has given up. */
export const jobFailed: Playbook = {
  id: 'job-failed',
  symptom: 'A Job has failed; of a CronJob, the last one.',
  why: 'after backoffLimit failed pods, six by default, or activeDeadlineSeconds, a Job is not tried again (kubernetes pkg/controller/job/job_controller.go)',
  reads: [kinds.Job],
  diagnose: async (seen) => {
    const pods = byOwner(seen.list<Pod>(kinds.Pod));
    const found: Symptom[] = [];
    for (const each of failedNow(seen.list<Job>(kinds.Job)))
      found.push({
        object: printRef(each),
        shows: 'has failed, and is not tried again',
        causes: await causesOf(each, pods.get(printRef(each)) ?? [], seen),
      });
    return found;
  },
  examples: {
    healthy: [
      { objects: [job('Complete')] },
      {
        objects: [
          job('Failed', { metadata: scheduled }),
          job('Complete', { name: 'backup-2', startTime: '2026-01-01T11:20:00Z', metadata: scheduled }),
        ],
      },
    ],
    ill: [
      {
        objects: [job('Failed'), pod],
        logs: { 'apps/web-1/web': ['Fatal: unable to open repository: permission denied'] },
      },
      { objects: [job('Failed', { reason: 'DeadlineExceeded' })] },
      { objects: [job('Failed', { metadata: scheduled })] },
    ],
  },
};
