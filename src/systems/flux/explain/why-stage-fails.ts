import type { JsonObject } from '../../../kube/json.ts';
import { conditionOf, type KindRef, type KubeObject, printRef } from '../../../kube/object.ts';
import type { Event } from '../../../kube/types.ts';
import type { Cause } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted, type Saying } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import {
  countsOf,
  isPast,
  isPodReady,
  podsOf,
  type Workload,
  workloadKinds,
} from '../../../operate/diagnose/workloads.ts';
import { fluxKinds } from '../objects.ts';

/** Whether an object of Flux has failed, longer ago than what ends by itself. Each new try moves the time of its condition. */
export function hasFailed(object: KubeObject, seen: SeenCluster): boolean {
  const ready = conditionOf(object, 'Ready');
  if (object.metadata.deletionTimestamp || isSuspended(object) || ready?.status !== 'False') return false;
  return isPast(ready.lastTransitionTime, seen.now) || hasFailedBefore(object, ready.reason, seen);
}

/** Whether it has never come through and is no longer new, or its events tell of the same failure a while ago. */
function hasFailedBefore(object: KubeObject, reason: string | undefined, seen: SeenCluster): boolean {
  const { creationTimestamp } = object.metadata;
  const { lastAppliedRevision, failures } = (object as { readonly status?: JsonObject }).status ?? {};
  if (Number(failures ?? 0) > 1) return true;
  const isNew = creationTimestamp === undefined || !isPast(creationTimestamp, seen.now, stillNew);
  if (!isNew && object.kind === fluxKinds.Kustomization.kind && lastAppliedRevision === undefined) return true;
  return seen
    .events(object)
    .some((event) => event.type !== 'Normal' && event.reason === reason && isOld(event, seen.now));
}

/** Whether an event is known to have come longer ago than what ends by itself. */
function isOld(event: Event, now: number): boolean {
  const { eventTime } = event as { readonly eventTime?: string };
  const first = event.firstTimestamp ?? eventTime ?? event.metadata.creationTimestamp;
  return first !== undefined && isPast(first, now);
}

/** Seconds in which what was just made may fail for want of others. */
const stillNew = 300;

/** Kinds that others of Flux read from. */
export const sourceKinds: readonly KindRef[] = [
  fluxKinds.GitRepository,
  fluxKinds.OCIRepository,
  fluxKinds.HelmRepository,
  fluxKinds.Bucket,
];

/** Whether a source that an object reads from is not there; not where such may not be read. */
export function isMissing(
  { kind, name, namespace }: { readonly kind: string; readonly name: string; readonly namespace?: string },
  by: KubeObject,
  seen: SeenCluster,
): boolean {
  const known = sourceKinds.find((each) => each.kind === kind);
  if (!known || seen.unread.has(`${known.apiVersion} ${known.kind}`)) return false;
  return seen.find(known, name, namespace ?? by.metadata.namespace) === undefined;
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
