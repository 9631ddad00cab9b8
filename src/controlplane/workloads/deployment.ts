import { compareText } from '../../core/finding.ts';
import { type Deployment, kinds, type PodTemplateSpec, type ReplicaSet } from '../../kube/types.ts';
import { readInstant } from '../kit/instant.ts';
import { scaledValue } from '../kit/int-or-percent.ts';
import { controllerReference } from '../kit/ownership.ts';
import { sameValue } from '../kit/same-value.ts';
import { computeHash } from './template-hash.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
const hashLabel = 'pod-template-hash';

const notCopied: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
]);

export const replicasOf = (workload: Deployment | ReplicaSet): number => workload.spec.replicas ?? 1;

const isRolling = (deployment: Deployment): boolean => deployment.spec.strategy?.type !== 'Recreate';

/** Both fenceposts of a rolling update; never both 0 (deployment_util.go ResolveFenceposts). */
export function resolveFenceposts(deployment: Deployment): {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
} {
  if (!isRolling(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = replicasOf(deployment);
  const { maxSurge: surge = '25%', maxUnavailable: unavailable = '25%' } =
    deployment.spec.strategy?.rollingUpdate ?? {};
  const maxSurge = scaledValue(surge, replicas, true);
  const wanted = scaledValue(unavailable, replicas, false);
  const maxUnavailable = maxSurge === 0 && wanted === 0 ? 1 : wanted;
  return { maxSurge, maxUnavailable: replicas === 0 ? 0 : Math.min(maxUnavailable, replicas) };
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  if (!template.metadata?.labels?.[hashLabel]) return template;
  const { [hashLabel]: _, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** Oldest first, then by name. */
export const byAge = (a: ReplicaSet, b: ReplicaSet): number =>
  (readInstant(a.metadata.creationTimestamp) ?? 0) - (readInstant(b.metadata.creationTimestamp) ?? 0) ||
  compareText(a.metadata.name, b.metadata.name);

/** The oldest replica set whose template is the deployment's. */
export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec.template);
  return [...sets].sort(byAge).find(({ spec }) => sameValue(withoutHash(spec.template), wanted));
}

export const revisionOf = (set: ReplicaSet): number =>
  Number.parseInt(set.metadata.annotations?.[revisionAnnotation] ?? '0', 10) || 0;

const nextRevision = (old: readonly ReplicaSet[]): number => Math.max(0, ...old.map(revisionOf)) + 1;

export const sumReplicas = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, set) => sum + replicasOf(set), 0);

/** How many replicas the new set may have now (deployment_util.go NewRSNewReplicas). */
export function newSetReplicas(deployment: Deployment, allReplicas: number, current: number): number {
  const replicas = replicasOf(deployment);
  if (!isRolling(deployment)) return replicas;
  const room = replicas + resolveFenceposts(deployment).maxSurge - allReplicas;
  return room <= 0 ? current : current + Math.min(room, replicas - current);
}

/** The two annotations by which a scaling event is told from a rollout. */
export function replicaAnnotations(deployment: Deployment): Readonly<Record<string, string>> {
  const replicas = replicasOf(deployment);
  return {
    [desiredReplicasAnnotation]: String(replicas),
    [maxReplicasAnnotation]: String(replicas + resolveFenceposts(deployment).maxSurge),
  };
}

/** The replica set a deployment creates for its present template. */
export function makeReplicaSet(deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSet {
  const { selector, template, minReadySeconds } = deployment.spec;
  const hash = computeHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  return {
    ...kinds.ReplicaSet,
    metadata: {
      name: `${deployment.metadata.name.slice(0, 253 - 1 - hash.length)}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { ...newSetAnnotations(deployment, undefined, old), ...replicaAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment, kinds.Deployment)],
    },
    spec: {
      replicas: newSetReplicas(deployment, sumReplicas(old), 0),
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** The deployment's annotations, and the revision when it is higher than the set's (deployment_util.go SetNewReplicaSetAnnotations). */
export function newSetAnnotations(
  deployment: Deployment,
  set: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): Readonly<Record<string, string>> {
  const own = set?.metadata.annotations ?? {};
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key));
  const annotations: Record<string, string> = { ...own, ...Object.fromEntries(copied) };
  const revision = nextRevision(old);
  if (revision <= (set ? revisionOf(set) : 0)) return annotations;
  const before = own[revisionAnnotation];
  annotations[revisionAnnotation] = String(revision);
  if (before !== undefined) {
    const history = own[revisionHistoryAnnotation];
    annotations[revisionHistoryAnnotation] = history ? `${history},${before}` : before;
  }
  return annotations;
}
