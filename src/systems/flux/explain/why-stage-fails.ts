import { conditionOf, type KubeObject, printRef } from '../../../kube/object.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import type { Cause } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted, type Saying } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { countsOf, isPodReady, podsOf, type Workload, workloadKinds } from '../../../operate/diagnose/workloads.ts';

/** Whether an object of Flux has failed, longer ago than what ends by itself. */
export function hasFailed(object: KubeObject, now: number): boolean {
  const ready = conditionOf(object, 'Ready');
  if (object.metadata.deletionTimestamp || isSuspended(object)) return false;
  return ready?.status === 'False' && isPast(ready.lastTransitionTime, now);
}

/** Whether Flux was told to leave it alone. */
export const isSuspended = (object: KubeObject): boolean =>
  (object as { readonly spec?: { readonly suspend?: boolean } }).spec?.suspend === true;

/** What it says of itself. */
export const saidBy = (object: KubeObject): string => conditionOf(object, 'Ready')?.message ?? '';

/** What its own message comes to, or the message itself. */
export function causeByMessage(object: KubeObject, sayings: readonly Saying[], more: readonly string[] = []): Cause {
  const said = saidBy(object);
  const { namespace, name } = object.metadata;
  const evidence = [`${printRef(object)}: ${quoted(said)}`, ...more];
  const commands = [`kubectl -n ${namespace} describe ${object.kind.toLowerCase()} ${name}`];
  const known = causeSaid(said, sayings, evidence);
  if (known) return { commands, ...known };
  return {
    likelihood: 'likely',
    cause: quoted(said) || 'it says nothing',
    evidence,
    fix: 'mend what the message names',
    commands,
  };
}

/** `Kind/namespace/name` where the search goes on from an object that is not healthy: its first pod that is not ready, for a workload. */
export function illAt(ref: string, seen: SeenCluster): string {
  const [kind, namespace, name = ''] = ref.split('/');
  const known = workloadKinds.find((each) => each.kind === kind);
  const workload = known && seen.find<Workload>(known, name, namespace);
  const pod = workload && podsOf(workload, seen).find((each) => !isPodReady(each));
  return pod ? printRef(pod) : ref;
}

/** The first workload with these labels of which not all pods are ready. */
export function illWorkload(labels: Readonly<Record<string, string>>, seen: SeenCluster): Workload | undefined {
  const wanted = Object.entries(labels);
  return workloadKinds
    .flatMap((kind) => seen.list<Workload>(kind))
    .filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value))
    .find((each) => countsOf(each).ready < countsOf(each).wanted);
}
