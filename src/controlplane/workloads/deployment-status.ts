import type { Condition } from '../../kube/object.ts';
import type { Deployment, ReplicaSet } from '../../kube/types.ts';
import { printInstant, readInstant } from '../kit/instant.ts';
import { omitZeros } from '../kit/omit-zeros.ts';
import { replicasOf, resolveFenceposts, sumReplicas } from './deployment.ts';

export type DeploymentStatus = NonNullable<Deployment['status']>;

/** Replaces a condition unless status and reason are the same (deployment_util.go SetDeploymentCondition). */
export function setDeploymentCondition(
  conditions: readonly Condition[],
  wanted: {
    readonly type: string;
    readonly status: Condition['status'];
    readonly reason: string;
    readonly message: string;
  },
  now: number,
  force = false,
): readonly Condition[] {
  const old = conditions.find(({ type }) => type === wanted.type);
  if (old && !force && old.status === wanted.status && old.reason === wanted.reason) return conditions;
  const time = printInstant(now);
  const lastTransitionTime = old?.status === wanted.status ? old.lastTransitionTime : time;
  const condition = { ...wanted, lastUpdateTime: time, lastTransitionTime };
  return [...conditions.filter(({ type }) => type !== wanted.type), condition];
}

const sum = (
  sets: readonly ReplicaSet[],
  count: (status: NonNullable<ReplicaSet['status']>) => number | undefined,
): number => sets.reduce((total, { status }) => total + ((status && count(status)) ?? 0), 0);

/** pkg/controller/deployment/sync.go calculateStatus. */
export function deploymentStatus(
  deployment: Deployment,
  fresh: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
  now: number,
): DeploymentStatus {
  const sets = [...old, ...(fresh ? [fresh] : [])];
  const availableReplicas = sum(sets, ({ availableReplicas: count }) => count);
  const enough = availableReplicas >= replicasOf(deployment) - resolveFenceposts(deployment).maxUnavailable;
  const availability = enough
    ? ({
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      } as const)
    : ({
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      } as const);
  const status = {
    observedGeneration: deployment.metadata.generation,
    replicas: sum(sets, ({ replicas }) => replicas),
    updatedReplicas: fresh?.status?.replicas ?? 0,
    readyReplicas: sum(sets, ({ readyReplicas }) => readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, sumReplicas(sets) - availableReplicas),
    terminatingReplicas: sum(sets, ({ terminatingReplicas }) => terminatingReplicas),
    ...(deployment.status?.collisionCount === undefined ? {} : { collisionCount: deployment.status.collisionCount }),
    conditions: setDeploymentCondition(deployment.status?.conditions ?? [], availability, now),
  };
  return omitZeros(status, [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
  ]);
}

/** deployment_util.go DeploymentComplete. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const wanted = replicasOf(deployment);
  return (
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.replicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** deployment_util.go DeploymentProgressing: something grew, or old pods went. */
function isProgressing(before: DeploymentStatus | undefined, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus | undefined) => (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

export const hasDeadline = (deployment: Deployment): boolean =>
  deployment.spec.progressDeadlineSeconds !== undefined && deployment.spec.progressDeadlineSeconds !== 2 ** 31 - 1;

const progressing = (conditions: readonly Condition[] | undefined) =>
  conditions?.find(({ type }) => type === 'Progressing');

/** pkg/controller/deployment/progress.go syncRolloutStatus: the status with what is known of the rollout's progress. */
export function rolloutStatus(
  deployment: Deployment,
  fresh: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
  now: number,
): DeploymentStatus {
  const status = deploymentStatus(deployment, fresh, old, now);
  const conditions = hasDeadline(deployment)
    ? progressConditions(deployment, fresh, status, now)
    : (status.conditions ?? []).filter(({ type }) => type !== 'Progressing');
  return { ...status, conditions: failureConditions(conditions, fresh, old, now) };
}

function progressConditions(
  deployment: Deployment,
  fresh: ReplicaSet | undefined,
  status: DeploymentStatus,
  now: number,
): readonly Condition[] {
  const conditions = status.conditions ?? [];
  const current = progressing(deployment.status?.conditions);
  if ((status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable')
    return conditions;
  const subject = fresh ? `ReplicaSet "${fresh.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const condition = (state: 'True' | 'False', reason: string, text: string) =>
    ({ type: 'Progressing', status: state, reason, message: `${subject} ${text}` }) as const;
  if (isComplete(deployment, status)) {
    return setDeploymentCondition(
      conditions,
      condition('True', 'NewReplicaSetAvailable', 'has successfully progressed.'),
      now,
    );
  }
  if (isProgressing(deployment.status, status)) {
    return setDeploymentCondition(conditions, condition('True', 'ReplicaSetUpdated', 'is progressing.'), now, true);
  }
  if (isTimedOut(deployment, conditions, now)) {
    return setDeploymentCondition(
      conditions,
      condition('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'),
      now,
    );
  }
  return conditions;
}

function isTimedOut(deployment: Deployment, conditions: readonly Condition[], now: number): boolean {
  const condition = progressing(conditions);
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  const since = readInstant(condition.lastUpdateTime) ?? now;
  return since + (deployment.spec.progressDeadlineSeconds ?? 600) * 1000 < now;
}

/** A set's failure to make pods is the deployment's; the new set's goes first. */
function failureConditions(
  conditions: readonly Condition[],
  fresh: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
  now: number,
): readonly Condition[] {
  const sets = [...(fresh ? [fresh] : []), ...old];
  const failure = sets.flatMap(({ status }) => status?.conditions ?? []).find(({ type }) => type === 'ReplicaFailure');
  if (!failure) return conditions.filter(({ type }) => type !== 'ReplicaFailure');
  const { status, reason = '', message = '' } = failure;
  return setDeploymentCondition(conditions, { type: 'ReplicaFailure', status, reason, message }, now);
}

/** Seconds until the deadline has to be looked at again (progress.go requeueStuckDeployment); undefined when it need not. */
export function secondsToDeadline(deployment: Deployment, now: number): number | undefined {
  const condition = progressing(deployment.status?.conditions);
  if (!hasDeadline(deployment) || !condition || condition.reason === 'ProgressDeadlineExceeded') return undefined;
  if (isComplete(deployment, deployment.status)) return undefined;
  const since = readInstant(condition.lastUpdateTime) ?? now;
  const left = since / 1000 + (deployment.spec.progressDeadlineSeconds ?? 600) - now / 1000;
  return Math.max(left, 0) + 1;
}
