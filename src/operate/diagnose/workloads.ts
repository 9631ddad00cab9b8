import { conditionOf, type KindRef, printRef } from '../../kube/object.ts';
import { type DaemonSet, type Deployment, kinds, type Pod, type Service, type StatefulSet } from '../../kube/types.ts';
import { isPast } from './ages.ts';
import { isMeantToRun } from './containers.ts';
import type { Cause } from './playbook.ts';
import type { SeenCluster } from './seen-cluster.ts';

/** What keeps pods running. */
export type Workload = Deployment | DaemonSet | StatefulSet;

/** The kinds of workloads that keep pods running. */
export const workloadKinds: readonly KindRef[] = [kinds.Deployment, kinds.DaemonSet, kinds.StatefulSet];

/** The pods that a selector of labels picks in a namespace, of those that are meant to run. */
export function podsPicked(
  labels: Readonly<Record<string, string>> | undefined,
  namespace: string | undefined,
  seen: SeenCluster,
): readonly Pod[] {
  return seen.podsWith(namespace ?? '', labels ?? {}).filter(isMeantToRun);
}

/** The pods of a workload that are meant to run. */
export const podsOf = ({ metadata, spec }: Workload, seen: SeenCluster): readonly Pod[] =>
  podsPicked(spec.selector.matchLabels as Readonly<Record<string, string>> | undefined, metadata.namespace, seen);

/** The pods behind a Service that are meant to run; none for one without a selector. */
export const podsBehind = ({ metadata, spec }: Service, seen: SeenCluster): readonly Pod[] =>
  podsPicked(spec.selector, metadata.namespace, seen);

/** Whether all containers of a pod answer. */
export const isPodReady = (pod: Pod): boolean => conditionOf(pod, 'Ready')?.status === 'True';

/** How many pods a workload should have and has, that take requests. */
export function countsOf({ kind, spec, status = {} }: Workload): { readonly wanted: number; readonly ready: number } {
  const told = status as { readonly [field: string]: unknown };
  const number = (field: string) => Number(told[field] ?? 0);
  if (kind === kinds.DaemonSet.kind)
    return { wanted: number('desiredNumberScheduled'), ready: number('numberAvailable') };
  return { wanted: Number((spec as Deployment['spec']).replicas ?? 1), ready: number('availableReplicas') };
}

/** Whether nothing of a workload takes requests though something should, for longer than it takes to start. */
export function isDown(workload: Workload, seen: SeenCluster): boolean {
  const { wanted, ready } = countsOf(workload);
  if (wanted === 0 || ready > 0 || workload.status === undefined) return false;
  const told = conditionOf(workload, 'Available')?.lastTransitionTime;
  if (told !== undefined) return isPast(told, seen.now);
  const pods = podsOf(workload, seen);
  return pods.length > 0 && pods.every((pod) => isPast(conditionOf(pod, 'Ready')?.lastTransitionTime, seen.now));
}

/** Why a workload that is down is so: at its first pod that is not ready, or what its events say of making them. */
export function whyDown(workload: Workload, seen: SeenCluster): Cause {
  const { wanted, ready } = countsOf(workload);
  const { namespace, name } = workload.metadata;
  const evidence = [`${printRef(workload)}: ${ready} of ${wanted} pods available`];
  const commands = [`kubectl -n ${namespace} describe ${workload.kind.toLowerCase()} ${name}`];
  const pod = podsOf(workload, seen).find((each) => !isPodReady(each));
  if (pod)
    return {
      likelihood: 'likely',
      cause: `its pod ${pod.metadata.name} is not ready`,
      evidence: [...evidence, `${printRef(pod)}: ${podState(pod)}`],
      fix: 'mend the pod: its events and the last lines of its log say more',
      commands: [`kubectl -n ${namespace} describe pod ${pod.metadata.name}`],
      at: printRef(pod),
    };
  return {
    likelihood: 'likely',
    cause: 'no pod of it can be made',
    evidence,
    fix: 'read its events: a quota, an admission webhook or Pod Security may refuse its pods',
    commands,
  };
}

/** What a pod says of itself in a few words: its phase, and what its containers wait for. */
export function podState({ status }: Pod): string {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waits = containers.find(({ state }) => state?.waiting)?.state?.waiting;
  return [status?.phase ?? 'not started', ...(waits?.reason ? [waits.reason] : [])].join(', ');
}
