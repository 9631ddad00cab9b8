import { conditionOf, printRef } from '../../../kube/object.ts';
import { type Deployment, kinds, type ReplicaSet } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { exampleOf, exampleOwner, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { byOwner } from '../../../operate/diagnose/owners.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isUnwell, sayUnwell, type WorkloadPods, workloadPods } from '../../../operate/diagnose/unwell-pods.ts';

interface Indexed {
  readonly seen: SeenCluster;
  readonly pods: WorkloadPods;
  readonly sets: ReadonlyMap<string, readonly ReplicaSet[]>;
}

/** What of its status says that it does not come on; undefined while it does, or has time to. */
function troubleOf(deployment: Deployment, seen: SeenCluster): string | undefined {
  const { spec } = deployment;
  if (spec?.paused || spec?.replicas === 0) return undefined;
  const progressing = conditionOf(deployment, 'Progressing');
  if (progressing?.status === 'False')
    return progressing.reason === 'ProgressDeadlineExceeded'
      ? 'does not get its new version going'
      : 'cannot make its pods';
  if (conditionOf(deployment, 'ReplicaFailure')?.status === 'True') return 'cannot make its pods';
  const available = conditionOf(deployment, 'Available');
  return available?.status === 'False' && isSettled(seen, available.lastTransitionTime)
    ? 'has too few pods that serve'
    : undefined;
}

const said = (deployment: Deployment): readonly string[] =>
  ['Progressing', 'ReplicaFailure', 'Available'].flatMap((type) => {
    const found = conditionOf(deployment, type);
    const bad = type === 'ReplicaFailure' ? 'True' : 'False';
    return found?.status === bad ? [`${type} ${found.status}: ${found.reason ?? ''}: ${found.message ?? ''}`] : [];
  });

function causesOf(deployment: Deployment, { seen, pods, sets }: Indexed): Symptom['causes'] {
  const { name, namespace = 'default' } = deployment.metadata;
  const base = { evidence: said(deployment), commands: [`kubectl -n ${namespace} describe deployment ${name}`] };
  const failing = (sets.get(printRef(deployment)) ?? []).find(
    (set) => conditionOf(set, 'ReplicaFailure')?.status === 'True',
  );
  if (failing)
    return [
      {
        ...base,
        likelihood: 'certain',
        cause: 'its pods are refused',
        fix: 'mend what refuses them',
        at: printRef(failing),
      },
    ];
  const unwell = pods.of(deployment).find((pod) => isUnwell(pod, seen));
  if (!unwell)
    return [{ ...base, likelihood: 'possible', cause: 'its pods are not there', fix: 'look at its ReplicaSet' }];
  const cause: Cause = {
    ...base,
    likelihood: 'certain',
    cause: 'a pod of it is not ready',
    evidence: [...base.evidence, sayUnwell(unwell)],
    fix: 'look at the pod; then `kubectl rollout undo` goes back to the version before',
    at: printRef(unwell),
  };
  return [cause];
}

const condition = (type: string, status: string, reason: string, lastTransitionTime = '2026-01-01T11:45:00Z') => ({
  ...{ type, status, reason, lastTransitionTime },
  message:
    reason === 'ProgressDeadlineExceeded' ? 'ReplicaSet "web-1" has timed out progressing.' : 'Deployment says so.',
});
const deployed = (conditions: readonly object[], spec: object = {}) =>
  exampleOf(['apps/v1', 'Deployment'], 'web', {
    namespace: 'apps',
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }] },
      },
      ...spec,
    },
    status: { conditions },
  });
const pod = examplePodOf(
  { state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } } },
  {
    metadata: { labels: { app: 'web' }, ...exampleOwner('apps/v1', 'ReplicaSet', 'web-1') },
    status: { phase: 'Pending', startTime: '2026-01-01T11:40:00Z' },
  },
);
const stalled = condition('Progressing', 'False', 'ProgressDeadlineExceeded');
const unavailable = condition('Available', 'False', 'MinimumReplicasUnavailable');

/** A Deployment that does not come to what it should be. */
export const deploymentStalled: Playbook = {
  id: 'deployment-stalled',
  symptom: 'A Deployment does not become available, or its new version does not come up.',
  why: 'without a step forward in progressDeadlineSeconds, 600 by default, Progressing turns False; nothing is rolled back by itself (kubernetes pkg/controller/deployment/progress.go)',
  reads: [kinds.Deployment, kinds.ReplicaSet],
  diagnose: (seen) => {
    const indexed: Indexed = {
      seen,
      pods: workloadPods(seen),
      sets: byOwner(seen.list<ReplicaSet>(kinds.ReplicaSet)),
    };
    return seen.list<Deployment>(kinds.Deployment).flatMap((each) => {
      const shows = troubleOf(each, seen);
      return shows === undefined ? [] : [{ object: printRef(each), shows, causes: causesOf(each, indexed) }];
    });
  },
  examples: {
    healthy: [
      { objects: [deployed([condition('Available', 'True', 'MinimumReplicasAvailable')])] },
      { objects: [deployed([condition('Available', 'False', 'MinimumReplicasUnavailable', '2026-01-01T11:59:30Z')])] },
      { objects: [deployed([unavailable], { replicas: 0 })] },
      { objects: [deployed([stalled], { paused: true })] },
    ],
    ill: [
      { objects: [deployed([stalled]), pod] },
      { objects: [deployed([unavailable])] },
      { objects: [deployed([condition('ReplicaFailure', 'True', 'FailedCreate')])] },
    ],
  },
};
