import { type KubeObject, printRef } from '../../../kube/object.ts';
import { type DaemonSet, kinds, type Pod, type StatefulSet } from '../../../kube/types.ts';
import { exampleOf, exampleOwner, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isUnwell, sayUnwell, workloadPods } from '../../../operate/diagnose/unwell-pods.ts';

/** How many pods a workload wants and has ready; undefined where it lacks none. */
function lackOf(workload: StatefulSet | DaemonSet): { readonly wants: number; readonly ready: number } | undefined {
  const { status } = workload;
  const daemons = workload as DaemonSet;
  const stateful = workload as StatefulSet;
  const counts =
    workload.kind === 'DaemonSet'
      ? { wants: daemons.status?.desiredNumberScheduled ?? 0, ready: daemons.status?.numberReady ?? 0 }
      : { wants: stateful.spec?.replicas ?? 1, ready: stateful.status?.readyReplicas ?? 0 };
  return status !== undefined && counts.ready < counts.wants ? counts : undefined;
}

function symptomOf(workload: KubeObject, unwell: Pod, { wants, ready }: { wants: number; ready: number }): Symptom {
  const { name, namespace } = workload.metadata;
  return {
    object: printRef(workload),
    shows: `has ${ready} of ${wants} pods ready`,
    causes: [
      {
        likelihood: 'certain',
        cause: `its pod ${unwell.metadata.name} is not ready`,
        evidence: [sayUnwell(unwell)],
        fix:
          workload.kind === 'StatefulSet'
            ? 'look at the pod: those after it are not started before it is ready'
            : 'look at the pod and at its node',
        commands: [`kubectl -n ${namespace} describe ${workload.kind.toLowerCase()} ${name}`],
        at: printRef(unwell),
      },
    ],
  };
}

function allOf(seen: SeenCluster): readonly Symptom[] {
  const pods = workloadPods(seen);
  const workloads = [...seen.list<StatefulSet>(kinds.StatefulSet), ...seen.list<DaemonSet>(kinds.DaemonSet)];
  return workloads.flatMap((workload) => {
    const lack = lackOf(workload);
    const unwell = lack && pods.of(workload).find((pod) => isUnwell(pod, seen));
    return lack && unwell ? [symptomOf(workload, unwell, lack)] : [];
  });
}

const template = {
  selector: { matchLabels: { app: 'db' } },
  template: {
    metadata: { labels: { app: 'db' } },
    spec: { containers: [{ name: 'db', image: 'ghcr.io/home/db:1.0' }] },
  },
};
const stateful = (readyReplicas: number) =>
  exampleOf(['apps/v1', 'StatefulSet'], 'db', {
    namespace: 'apps',
    spec: { replicas: 2, serviceName: 'db', ...template },
    status: { replicas: 2, readyReplicas },
  });
const daemons = exampleOf(['apps/v1', 'DaemonSet'], 'agent', {
  namespace: 'apps',
  spec: template,
  status: { desiredNumberScheduled: 3, numberReady: 2, currentNumberScheduled: 3, numberMisscheduled: 0 },
});
const podOf = (kind: string, name: string, lastTransitionTime = '2026-01-01T11:40:00Z') =>
  examplePodOf(
    { state: { running: { startedAt: '2026-01-01T11:40:00Z' } } },
    {
      metadata: { labels: { app: 'db' }, ...exampleOwner('apps/v1', kind, name) },
      status: { conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime }] },
    },
  );

/** A StatefulSet or DaemonSet some of whose pods do not serve. */
export const workloadNotReady: Playbook = {
  id: 'workload-not-ready',
  symptom: 'A StatefulSet or DaemonSet has fewer pods ready than it wants.',
  why: 'a StatefulSet starts and updates one pod after the other, each when the one before is ready (kubernetes pkg/controller/statefulset/stateful_set_control.go); a DaemonSet counts each node that it should run on (pkg/controller/daemon/daemon_controller.go)',
  reads: [kinds.StatefulSet, kinds.DaemonSet, kinds.ReplicaSet],
  diagnose: allOf,
  examples: {
    healthy: [
      { objects: [stateful(2)] },
      { objects: [stateful(1), podOf('StatefulSet', 'db', '2026-01-01T11:59:30Z')] },
    ],
    ill: [{ objects: [stateful(1), podOf('StatefulSet', 'db')] }, { objects: [daemons, podOf('DaemonSet', 'agent')] }],
  },
};
