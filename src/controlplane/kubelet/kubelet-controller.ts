import type { Controller, ControllerContext, ReconcileResult } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { kinds, type Node, type Pod, type PodStatus, type VolumeAttachment } from '../../kube/types.ts';
import { createObjectIndex } from '../kit/object-index.ts';
import { isDeleting } from '../kit/ownership.ts';
import { requestOf } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { isNodeAlive } from '../nodes/node-power.ts';
import { volumeClaimNames } from '../storage/volumes.ts';
import { tellContainerEvents } from './kubelet-events.ts';
import { createAddressBook, idsOf, newMemory, type PodMemory } from './kubelet-memory.ts';
import { type MissingReference, missingReferences } from './kubelet-references.ts';
import { isFinished } from './pod.ts';
import { hasCrashed } from './pod-crash.ts';
import { type KubeletTimes, planMoments, planPod, planRestart, resumePlan, secondsToStop } from './pod-plan.ts';
import { podStatusAt } from './pod-status.ts';
import { unattachedVolumes } from './unattached-volumes.ts';

const nodeKeys = (pod: Pod): readonly string[] => (pod.spec.nodeName ? [`node:${pod.spec.nodeName}`] : []);

const isWaiting = (pod: Pod): boolean => pod.status?.phase === 'Pending' && volumeClaimNames(pod).length > 0;

/** The kubelets of all nodes: starts, reports and stops pods as pkg/kubelet does, taking as long as assumed. */
export function kubeletController(times: KubeletTimes): Controller {
  const pods = createObjectIndex<Pod>(nodeKeys);
  const nodes = createObjectIndex<Node>();
  const memories = new Map<string, PodMemory>();
  const dead = new Set<string>();
  const addressBook = createAddressBook(pods);

  const memoryOf = (pod: Pod): PodMemory => {
    const uid = pod.metadata.uid ?? '';
    const memory = memories.get(uid) ?? newMemory();
    memories.set(uid, memory);
    return memory;
  };
  const isPresent = (node: string) => {
    const present = new Set<string>();
    for (const pod of pods.at(`node:${node}`)) {
      const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
      for (const { image, imageID } of statuses) if (imageID) present.add(image);
    }
    return (image: string) => present.has(image);
  };
  const kubelet: Kubelet = { times, memoryOf, isPresent, addressBook, remember: pods.put };
  return {
    id: 'kubernetes/kubelet',
    watches: [
      {
        kind: kinds.Node,
        requests: ({ type, object }) => {
          const { name } = object.metadata;
          nodes.apply({ type, object });
          const alive = type !== 'DELETED' && isNodeAlive(object);
          const cameBack = alive && dead.delete(name);
          if (!alive) dead.add(name);
          if (type !== 'ADDED' && !cameBack) return [];
          const waiting = pods.at(`node:${name}`);
          // Whatever ran before the machine went down has to be started again.
          if (cameBack)
            for (const { metadata } of waiting) memories.set(metadata.uid ?? '', { ...newMemory(), rebooted: true });
          return waiting.map(requestOf);
        },
      },
      {
        kind: kinds.Pod,
        requests: (event) => {
          pods.apply(event);
          const pod = event.object as Pod;
          if (event.type === 'DELETED') memories.delete(pod.metadata.uid ?? '');
          return pod.spec.nodeName && event.type !== 'DELETED' ? [requestOf(pod)] : [];
        },
      },
      {
        kind: kinds.VolumeAttachment,
        requests: ({ object }) =>
          pods
            .at(`node:${(object as VolumeAttachment).spec.nodeName}`)
            .filter(isWaiting)
            .map(requestOf),
      },
    ],
    reconcile: async ({ namespace, name }, context) => {
      const pod = await context.cluster.get<Pod>(kinds.Pod, name, namespace);
      const node = pod?.spec.nodeName ? nodes.get(pod.spec.nodeName) : undefined;
      if (!pod || !node || !isNodeAlive(node)) return undefined;
      if (isDeleting(pod)) return stopPod(kubelet, pod, context);
      if (isFinished(pod)) return undefined;
      return runPod(kubelet, pod, node, context);
    },
  };
}

interface Kubelet {
  readonly times: KubeletTimes;
  readonly memoryOf: (pod: Pod) => PodMemory;
  readonly isPresent: (node: string) => (image: string) => boolean;
  readonly addressBook: ReturnType<typeof createAddressBook>;
  /** Notes the pod as just written. */
  readonly remember: (pod: Pod) => void;
}

async function runPod(
  kubelet: Kubelet,
  pod: Pod,
  node: Node,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const now = context.now();
  const unseen = crashOf(kubelet, pod, now);
  if (unseen !== undefined) return until(unseen, now);
  const memory = kubelet.memoryOf(pod);
  // Its own report comes back to it: there is nothing to add before the next moment of the plan.
  if (memory.reported?.pod === pod && now < memory.reported.next) return until(memory.reported.next, now);
  memory.home ??= kubelet.addressBook(pod, node);
  if (!memory.plan) {
    const missing = await missingReferences(pod, context.cluster);
    if (missing.length > 0) return waitFor(kubelet, pod, { memory, missing }, context);
    const resumed = memory.rebooted ? undefined : resumePlan(pod, now, kubelet.times);
    const unattached = resumed ? [] : await unattachedVolumes(pod, context.cluster);
    // Who attaches tells why; when it is done, the attachment does.
    if (unattached.length > 0) return waitFor(kubelet, pod, { memory, missing }, context);
    if (resumed) memory.toldUntil = now;
    memory.plan =
      resumed ??
      planPod(pod, now, kubelet.times, {
        isPresent: kubelet.isPresent(node.metadata.name),
        rebooted: memory.rebooted,
      });
  }
  const { plan, home } = memory;
  await tellContainerEvents(pod, plan, { since: memory.toldUntil, now }, context);
  memory.toldUntil = now;
  const reported = await report(kubelet, pod, podStatusAt({ pod, plan, home, now, ids: idsOf(pod) }), context);
  const next = planMoments(plan).find((moment) => moment > now) ?? Number.POSITIVE_INFINITY;
  memory.reported = { pod: reported, next };
  return until(next, now);
}

/** When the kubelet will see that a pod has crashed; from then on it starts it anew. */
function crashOf({ memoryOf, times }: Kubelet, pod: Pod, now: number): number | undefined {
  const memory = memoryOf(pod);
  if (!hasCrashed(pod)) {
    memory.crashedAt = undefined;
    return undefined;
  }
  if (memory.crashedAt === Number.POSITIVE_INFINITY) return undefined;
  memory.crashedAt ??= now;
  const seen = memory.crashedAt + (times.crashNotice ?? 0) * 1000;
  if (seen > now) return seen;
  memory.crashedAt = Number.POSITIVE_INFINITY;
  memory.reported = undefined;
  memory.plan = planRestart(pod, now, times);
  return undefined;
}

const until = (moment: number, now: number): ReconcileResult | undefined =>
  moment === Number.POSITIVE_INFINITY ? undefined : { requeueAfter: (moment - now) / 1000 };

/** The pod with the status. */
async function report(kubelet: Kubelet, pod: Pod, status: PodStatus, context: ControllerContext): Promise<Pod> {
  if (sameValue(pod.status, status)) return pod;
  const written = await context.cluster.update({ ...pod, status }, { subresource: 'status' });
  kubelet.remember(written);
  return written;
}

/** Volumes are tried again later and later, environments with every sync of the pod (pkg/kubelet/pod_workers.go backOffPeriod). */
async function waitFor(
  kubelet: Kubelet,
  pod: Pod,
  { memory, missing }: { readonly memory: PodMemory; readonly missing: readonly MissingReference[] },
  context: ControllerContext,
): Promise<ReconcileResult> {
  const now = context.now();
  const volumes = missing.filter(({ reference }) => reference.volume !== undefined);
  const plan = planPod(pod, Number.POSITIVE_INFINITY, kubelet.times);
  const status = podStatusAt({ pod, plan: { ...plan, from: now }, home: memory.home!, now, ids: idsOf(pod) });
  const reasons = new Map(
    volumes.length > 0 ? [] : missing.map(({ reference, message }) => [reference.container, message] as const),
  );
  const containerStatuses = status.containerStatuses?.map((container) => {
    const message = reasons.get(container.name);
    if (message === undefined) return container;
    return { ...container, state: { waiting: { reason: 'CreateContainerConfigError', message } } };
  });
  await report(kubelet, pod, { ...status, containerStatuses }, context);
  const event = { object: pod, type: 'Warning', source: 'kubelet' } as const;
  for (const { reference, message } of volumes.length > 0 ? volumes : missing) {
    await context.record(
      reference.volume === undefined
        ? { ...event, reason: 'Failed', message: `Error: ${message}` }
        : {
            ...event,
            reason: 'FailedMount',
            message: `MountVolume.SetUp failed for volume "${reference.volume}" : ${message}`,
          },
    );
  }
  memory.attempts += 1;
  const mounts = volumes.length > 0 || missing.length === 0;
  return { requeueAfter: mounts ? Math.min(0.5 * 2 ** (memory.attempts - 1), 122) : 10 };
}

async function stopPod(kubelet: Kubelet, pod: Pod, context: ControllerContext): Promise<ReconcileResult | undefined> {
  const memory = kubelet.memoryOf(pod);
  const now = context.now();
  const running = pod.status?.containerStatuses?.filter(({ state }) => state?.running) ?? [];
  if (memory.stoppedAt === undefined) {
    for (const { name } of running) {
      const message = `Stopping container ${name}`;
      await context.record({ object: pod, type: 'Normal', reason: 'Killing', message, source: 'kubelet' });
    }
    const grace = Number(pod.metadata.deletionGracePeriodSeconds ?? 0);
    memory.stoppedAt = now + (running.length > 0 ? secondsToStop(pod, grace, kubelet.times) * 1000 : 0);
  }
  if (memory.stoppedAt > now) return { requeueAfter: (memory.stoppedAt - now) / 1000 };
  try {
    const preconditions = { uid: pod.metadata.uid };
    const { name, namespace } = pod.metadata;
    await context.cluster.delete(kinds.Pod, name, namespace, { gracePeriodSeconds: 0, preconditions });
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
  return undefined;
}
