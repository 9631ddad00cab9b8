import type { ControllerRevision, Pod, PodSpec, PodTemplateSpec, StatefulSet } from '../../kube/types.ts';
import { kinds } from '../../kube/types.ts';
import { omitZeros } from '../kit/omit-zeros.ts';
import { controllerReference, isDeleting } from '../kit/ownership.ts';
import { isAvailable, isFinished, isReady } from '../kubelet/pod.ts';
import type { VolumeClaim } from '../storage/volumes.ts';

export const statefulHashLabel = 'controller.kubernetes.io/hash';
const revisionLabel = 'controller-revision-hash';
const podNameLabel = 'statefulset.kubernetes.io/pod-name';
const podIndexLabel = 'apps.kubernetes.io/pod-index';

/** The ordinal at the end of a pod's name; undefined when the pod is not one of the set's. */
export function ordinalOf(set: StatefulSet, pod: Pod): number | undefined {
  const { name } = pod.metadata;
  const digits = name.startsWith(`${set.metadata.name}-`) ? name.slice(set.metadata.name.length + 1) : '';
  return /^(0|[1-9]\d*)$/.test(digits) ? Number(digits) : undefined;
}

type Template = PodTemplateSpec & { readonly $patch?: string };

/** The template a revision keeps. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec {
  const { template } = (revision.data as { spec: { template: Template } }).spec;
  const { $patch: _, ...rest } = template;
  return rest;
}

const claimName = (template: string, pod: string): string => `${template}-${pod}`;

/** The claims that the pod of an ordinal needs. */
export const volumeClaimsOf = (set: StatefulSet, pod: Pod): readonly VolumeClaim[] =>
  (set.spec.volumeClaimTemplates ?? []).map(({ metadata, spec }) => ({
    ...kinds.PersistentVolumeClaim,
    metadata: {
      name: claimName(metadata?.name ?? '', pod.metadata.name),
      namespace: set.metadata.namespace,
      labels: { ...metadata?.labels, ...set.spec.selector.matchLabels },
      annotations: metadata?.annotations,
    },
    spec: spec as VolumeClaim['spec'],
  }));

/** The pod of an ordinal, with its name, host name and claims (stateful_set_utils.go newVersionedStatefulSetPod). */
export function statefulPod(set: StatefulSet, ordinal: number, revision: ControllerRevision): Pod {
  const template = templateOf(revision);
  const name = `${set.metadata.name}-${ordinal}`;
  const claimed = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '');
  const volumes = (template.spec.volumes ?? []).filter((volume) => !claimed.includes(volume.name));
  const spec: PodSpec = {
    ...template.spec,
    hostname: name,
    ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
    volumes: [
      ...claimed.map((volume) => ({ name: volume, persistentVolumeClaim: { claimName: claimName(volume, name) } })),
      ...volumes,
    ],
  };
  const labels = {
    ...template.metadata?.labels,
    [podNameLabel]: name,
    [podIndexLabel]: String(ordinal),
    [revisionLabel]: revision.metadata.name,
  };
  const { annotations, finalizers } = template.metadata ?? {};
  const ownerReferences = [controllerReference(set, kinds.StatefulSet)];
  return {
    ...kinds.Pod,
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels,
      annotations,
      finalizers,
      ownerReferences,
    },
    spec,
  };
}

export interface StatefulInput {
  readonly set: StatefulSet;
  readonly pods: readonly Pod[];
  /** Revision of the pods that are not updated yet. */
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly now: number;
}

/** What a stateful set does next; waiting is doing nothing. */
export interface StatefulStep {
  readonly create: readonly { readonly ordinal: number; readonly revision: ControllerRevision }[];
  readonly remove: readonly Pod[];
}

const nothing: StatefulStep = { create: [], remove: [] };

const revisionNameOf = (pod: Pod): string => pod.metadata.labels?.[revisionLabel] ?? '';

/** The next step (stateful_set_control.go updateStatefulSet): repair and grow in order, shrink from the end, then update from the end. */
export function stepStateful(input: StatefulInput): StatefulStep {
  const { set, pods, now } = input;
  if (isDeleting(set)) return nothing;
  const ordered = set.spec.podManagementPolicy !== 'Parallel';
  const start = set.spec.ordinals?.start ?? 0;
  const end = start + (set.spec.replicas ?? 1);
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod) ?? -1, pod]));
  const isHealthy = (pod: Pod | undefined) =>
    pod !== undefined && !isDeleting(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const step = { create: [] as StatefulStep['create'][number][], remove: [] as Pod[] };
  for (let ordinal = start; ordinal < end; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) step.create.push({ ordinal, revision: revisionFor(ordinal, input) });
    else if (isFinished(pod) && !isDeleting(pod)) step.remove.push(pod);
    if (ordered && !isHealthy(pod)) return step;
  }
  const surplus = pods
    .filter((pod) => !isWithin(ordinalOf(set, pod), start, end))
    .sort((a, b) => (ordinalOf(set, b) ?? 0) - (ordinalOf(set, a) ?? 0));
  for (const pod of surplus) {
    if (!isDeleting(pod)) step.remove.push(pod);
    if (ordered) return step;
  }
  if (step.create.length > 0 || step.remove.length > 0 || surplus.length > 0) return step;
  return set.spec.updateStrategy?.type === 'OnDelete'
    ? nothing
    : rollStateful(input, byOrdinal, { start, end }, isHealthy);
}

const isWithin = (ordinal: number | undefined, start: number, end: number): boolean =>
  ordinal !== undefined && ordinal >= start && ordinal < end;

/** stateful_set_utils.go newVersionedStatefulSetPod: what lies below the partition keeps the old template. */
function revisionFor(ordinal: number, { set, current, update }: StatefulInput): ControllerRevision {
  return ordinal < (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0) ? current : update;
}

function rollStateful(
  { set, update }: StatefulInput,
  byOrdinal: ReadonlyMap<number, Pod>,
  { start, end }: { readonly start: number; readonly end: number },
  isHealthy: (pod: Pod | undefined) => boolean,
): StatefulStep {
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let ordinal = end - 1; ordinal >= Math.max(start, partition); ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) return nothing;
    if (revisionNameOf(pod) !== update.metadata.name && !isDeleting(pod)) return { create: [], remove: [pod] };
    if (!isHealthy(pod)) return nothing;
  }
  return nothing;
}

/** stateful_set_control.go updateStatus, completeRollingUpdate. */
export function statefulStatus({ set, pods, current, update, now }: StatefulInput): NonNullable<StatefulSet['status']> {
  const created = pods.filter((pod) => !isFinished(pod));
  const alive = created.filter((pod) => !isDeleting(pod));
  const ofRevision = (name: string) => alive.filter((pod) => revisionNameOf(pod) === name).length;
  const updated = ofRevision(update.metadata.name);
  const ready = created.filter(isReady).length;
  const done = updated === (set.spec.replicas ?? 1) && created.length === updated && ready === updated;
  const currentRevision = done ? update.metadata.name : current.metadata.name;
  const status = {
    observedGeneration: set.metadata.generation,
    replicas: created.length,
    readyReplicas: ready,
    currentReplicas: done ? updated : ofRevision(current.metadata.name),
    updatedReplicas: updated,
    currentRevision,
    updateRevision: update.metadata.name,
    collisionCount: set.status?.collisionCount ?? 0,
    availableReplicas: created.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length,
  };
  return omitZeros(status, ['observedGeneration', 'readyReplicas', 'currentReplicas', 'updatedReplicas']);
}
