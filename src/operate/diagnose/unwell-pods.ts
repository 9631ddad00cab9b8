import { conditionOf, isTrue, type KubeObject, printRef } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';
import { isSettled } from './ages.ts';
import { containersOf, isMeantToRun, waitingOf } from './containers.ts';
import { byOwner } from './owners.ts';
import type { SeenCluster } from './seen-cluster.ts';

/** Whether a pod should serve, and does not, for longer than a start takes. */
export function isUnwell(pod: Pod, seen: SeenCluster): boolean {
  if (!isMeantToRun(pod) || isTrue(pod, 'Ready')) return false;
  const ready = conditionOf(pod, 'Ready') ?? conditionOf(pod, 'PodScheduled');
  return isSettled(seen, ready?.lastTransitionTime ?? pod.status?.startTime ?? pod.metadata.creationTimestamp);
}

/** In one line why a pod is not ready, by its own status. */
export function sayUnwell(pod: Pod): string {
  const waiting = containersOf(pod).flatMap((each) => waitingOf(each) ?? [])[0];
  const condition = [conditionOf(pod, 'PodScheduled'), conditionOf(pod, 'Ready')].find(
    (each) => each !== undefined && each.status !== 'True',
  );
  const says = waiting ? [waiting.reason, waiting.message] : [condition?.reason, condition?.message];
  const told = says.filter((text) => text).join(': ');
  return `${printRef(pod)} is ${pod.status?.phase ?? 'Pending'}${told ? `, ${told}` : ''}`;
}

/** Pods of workloads, found by the ReplicaSets between. */
export interface WorkloadPods {
  /** The pods that an object made, itself or by a ReplicaSet. */
  readonly of: (workload: KubeObject) => readonly Pod[];
}

/** Indexes all pods once. Reads ReplicaSets. */
export function workloadPods(seen: SeenCluster): WorkloadPods {
  const pods = byOwner(seen.list<Pod>(kinds.Pod));
  const sets = byOwner(seen.list(kinds.ReplicaSet));
  return {
    of: (workload) => {
      const ref = printRef(workload);
      return [...(pods.get(ref) ?? []), ...(sets.get(ref) ?? []).flatMap((set) => pods.get(printRef(set)) ?? [])];
    },
  };
}
