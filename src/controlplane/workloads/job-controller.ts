import type { Controller, ControllerContext, ReconcileResult } from '../../cluster/controller.ts';
import { type Job, kinds, type Pod } from '../../kube/types.ts';
import { readInstant } from '../kit/instant.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { controllerKeys } from '../kit/ownership.ts';
import { createPodControl, isNamespaceEnding, type PodControl, podFromTemplate } from '../kit/pod-control.ts';
import { keeping, requestOfOwner } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { jobOutcome, jobState } from './job.ts';

const source = 'job-controller';

/** pkg/controller/job and ttlafterfinished: runs pods until enough have succeeded. */
export function jobController(): Controller {
  const pods = createObjectIndex<Pod>(controllerKeys);
  const control = createPodControl(pods, source);
  return {
    id: 'kubernetes/job',
    watches: [{ kind: kinds.Job }, keeping(kinds.Pod, pods, (pod) => requestOfOwner(pod, 'Job'))],
    reconcile: async ({ namespace, name }, context) => {
      const job = await context.cluster.get<Job>(kinds.Job, name, namespace);
      if (!job) return undefined;
      return jobOutcome(job) ? expire(job, context) : syncJob(job, pods, control, context);
    },
  };
}

async function syncJob(
  job: Job,
  pods: ObjectIndex<Pod>,
  control: PodControl,
  context: ControllerContext,
): Promise<undefined> {
  const owned = () => pods.at(`owner:${job.metadata.uid}`);
  const { create } = jobState(job, owned(), context.now());
  try {
    for (let i = 0; i < create; i++)
      await control.create(podFromTemplate(job.spec.template, job, kinds.Job), job, context);
  } catch (error) {
    if (!isNamespaceEnding(error)) throw error;
    return undefined;
  }
  const { status, outcome } = jobState(job, owned(), context.now());
  if (!sameValue(status, job.status)) await context.cluster.update({ ...job, status }, { subresource: 'status' });
  if (outcome === 'Complete')
    await context.record({ object: job, type: 'Normal', reason: 'Completed', message: 'Job completed', source });
  if (outcome === 'Failed') {
    const message = 'Job has reached the specified backoff limit';
    await context.record({ object: job, type: 'Warning', reason: 'BackoffLimitExceeded', message, source });
  }
  return undefined;
}

/** Deletes a finished job when its time to live is over. */
async function expire(job: Job, context: ControllerContext): Promise<ReconcileResult | undefined> {
  const { ttlSecondsAfterFinished: seconds } = job.spec;
  if (seconds === undefined || job.metadata.deletionTimestamp) return undefined;
  const end = job.status?.conditions?.find(({ type }) => type === jobOutcome(job))?.lastTransitionTime;
  const left = (readInstant(end) ?? context.now()) / 1000 + seconds - context.now() / 1000;
  if (left > 0) return { requeueAfter: left };
  const { name, namespace } = job.metadata;
  await context.cluster.delete(kinds.Job, name, namespace, { propagationPolicy: 'Foreground' });
  return undefined;
}
