import type { Condition } from '../../kube/object.ts';
import type { Job, Pod } from '../../kube/types.ts';
import { printInstant } from '../kit/instant.ts';
import { isDeleting } from '../kit/ownership.ts';
import { isFinished, isReady } from '../kubelet/pod.ts';

/** `Complete` or `Failed` once it is over. */
export const jobOutcome = (job: Job): 'Complete' | 'Failed' | undefined => {
  const isTrue = (type: string) =>
    job.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True');
  return isTrue('Complete') ? 'Complete' : isTrue('Failed') ? 'Failed' : undefined;
};

const reasons = {
  Complete: {
    criterion: 'SuccessCriteriaMet',
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods',
  },
  Failed: {
    criterion: 'FailureTarget',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  },
} as const;

/** What is known of a job from its pods (pkg/controller/job/job_controller.go syncJob). */
export interface JobState {
  readonly status: NonNullable<Job['status']>;
  /** Pods to create now. */
  readonly create: number;
  readonly outcome: 'Complete' | 'Failed' | undefined;
}

export function jobState(job: Job, pods: readonly Pod[], now: number): JobState {
  const succeeded = pods.filter(({ status }) => status?.phase === 'Succeeded').length;
  const failed = pods.filter(({ status }) => status?.phase === 'Failed').length;
  const active = pods.filter((pod) => !isFinished(pod) && !isDeleting(pod));
  const { parallelism = 1, completions, backoffLimit = 6, suspend = false } = job.spec;
  const wanted = completions ?? parallelism;
  const isComplete = completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions;
  const outcome = isComplete ? 'Complete' : failed > backoffLimit ? 'Failed' : undefined;
  const missing = Math.min(parallelism, wanted - succeeded) - active.length;
  const create =
    outcome || suspend || isDeleting(job) || (completions === undefined && succeeded > 0) ? 0 : Math.max(0, missing);
  const count = (value: number) => (value > 0 ? value : undefined);
  const running = outcome ? 0 : active.length + create;
  const status = {
    ...job.status,
    startTime: job.status?.startTime ?? (suspend ? undefined : printInstant(now)),
    active: count(running),
    ready: outcome ? 0 : active.filter(isReady).length,
    succeeded: count(succeeded),
    failed: count(failed),
    terminating: pods.filter((pod) => isDeleting(pod) && !isFinished(pod)).length,
    uncountedTerminatedPods: {},
    ...(outcome ? ending(job, outcome, now) : {}),
  };
  return { status, create, outcome };
}

function ending(job: Job, outcome: 'Complete' | 'Failed', now: number) {
  const time = printInstant(now);
  const { criterion, reason, message } = reasons[outcome];
  const condition = (type: string): Condition => ({
    type,
    status: 'True',
    lastProbeTime: time,
    lastTransitionTime: time,
    reason,
    message,
  });
  const conditions = [...(job.status?.conditions ?? []), condition(criterion), condition(outcome)];
  return { conditions, ...(outcome === 'Complete' ? { completionTime: time } : {}) };
}
