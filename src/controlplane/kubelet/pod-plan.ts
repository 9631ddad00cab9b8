import type { Container, Pod, Probe } from '../../kube/types.ts';
import { readInstant } from '../kit/instant.ts';

/** How long things take on a node, in seconds; named assumptions. */
export interface KubeletTimes {
  readonly imagePull: number;
  readonly containerStart: number;
  readonly appStart: number;
  readonly runToCompletion: number;
  readonly termination: number;
  /** Until it sees that a container has ended by itself; at once when left out. */
  readonly crashNotice?: number;
}

/** When one container does what, in milliseconds since the epoch. */
export interface ContainerPlan {
  readonly name: string;
  readonly role: 'init' | 'sidecar' | 'main';
  readonly image: string;
  /** Start of the image pull; undefined when the image is on the node. */
  readonly pullAt: number | undefined;
  readonly startAt: number;
  readonly startedAt: number;
  readonly readyAt: number;
  /** Undefined for a container that runs until it is stopped. */
  readonly finishAt: number | undefined;
  readonly restartCount: number;
  /** When the run before this one had started, if the machine went down under it. */
  readonly interrupted: string | undefined;
}

/** A pod's life from the moment the kubelet takes it on. */
export interface PodPlan {
  readonly from: number;
  readonly containers: readonly ContainerPlan[];
}

const roleOf = (container: Container): 'init' | 'sidecar' =>
  container.restartPolicy === 'Always' ? 'sidecar' : 'init';

export interface PlanOptions {
  /** Whether the node has the image; every one when left out. */
  readonly isPresent?: (image: string) => boolean;
  /** Whether the node was off meanwhile. */
  readonly rebooted?: boolean;
}

const everyImage = (): boolean => true;

/**
 * Plans what a kubelet does with a pod: init containers one after another, then the others, each pulled, created and
 * started in turn (pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod). `isPresent` tells which images the node has;
 * `rebooted` that the machine went down under what ran before.
 */
export function planPod(
  pod: Pod,
  from: number,
  times: KubeletTimes,
  { isPresent = everyImage, rebooted = false }: PlanOptions = {},
): PodPlan {
  const pulled = new Set<string>();
  const containers: ContainerPlan[] = [];
  const ends = pod.spec.restartPolicy === 'Never' || pod.spec.restartPolicy === 'OnFailure';
  let clock = from;
  const plan = (container: Container, role: ContainerPlan['role']): ContainerPlan => {
    const image = container.image ?? '';
    const pulls = needsPull(container, image) && !pulled.has(image);
    pulled.add(image);
    const startAt = clock + (pulls ? times.imagePull * 1000 : 0);
    const startedAt = startAt + times.containerStart * 1000;
    const finishes = role === 'init' || (role === 'main' && ends);
    const finishAt = finishes ? startedAt + times.runToCompletion * 1000 : undefined;
    const readyAt = startedAt + secondsToReady(container, times.appStart) * 1000;
    const status = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(
      ({ name }) => name === container.name,
    );
    const interrupted = rebooted ? status?.state?.running?.startedAt : undefined;
    return {
      name: container.name,
      role,
      image,
      pullAt: pulls ? clock : undefined,
      startAt,
      startedAt,
      readyAt,
      finishAt,
      restartCount: (status?.restartCount ?? 0) + (interrupted === undefined ? 0 : 1),
      interrupted,
    };
  };
  const needsPull = (container: Container, image: string) => container.imagePullPolicy !== 'Never' && !isPresent(image);
  for (const container of pod.spec.initContainers ?? []) {
    const planned = plan(container, roleOf(container));
    containers.push(planned);
    clock = planned.finishAt ?? startedUp(container, planned.startedAt, times.appStart);
  }
  for (const container of pod.spec.containers) {
    const planned = plan(container, 'main');
    containers.push(planned);
    clock = planned.startedAt;
  }
  return { from, containers };
}

/** The plan of a pod whose containers have ended by themselves: they are started anew in place, and what has run before them does not run again. */
export function planRestart(pod: Pod, now: number, times: KubeletTimes): PodPlan {
  const before = resumePlan(pod, now, times)?.containers.filter(({ role }) => role !== 'main') ?? [];
  const { initContainers: _, ...spec } = pod.spec;
  const { containers } = planPod({ ...pod, spec }, now, times, { rebooted: true });
  return { from: now, containers: [...before, ...containers] };
}

/** The plan of a pod that runs already, from what its status tells; undefined when it does not run. */
export function resumePlan(pod: Pod, now: number, times: KubeletTimes): PodPlan | undefined {
  if (pod.status?.phase !== 'Running') return undefined;
  const from = readInstant(pod.status.startTime) ?? now;
  const planned = planPod(pod, from, times).containers;
  const statuses = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])];
  const containers = planned.map((container): ContainerPlan => {
    const status = statuses.find(({ name }) => name === container.name);
    const { running, terminated } = status?.state ?? {};
    const startedAt = readInstant(running?.startedAt ?? terminated?.startedAt) ?? container.startedAt;
    const shift = startedAt - container.startedAt;
    const readyAt = status?.ready ? startedAt : Math.max(now, container.readyAt + shift);
    const finishAt = readInstant(terminated?.finishedAt) ?? (container.finishAt && container.finishAt + shift);
    return { ...container, startAt: startedAt, startedAt, readyAt, finishAt };
  });
  return { from, containers };
}

const startedUp = (container: Container, startedAt: number, appStart: number): number =>
  startedAt + firstSuccess(container.startupProbe, appStart) * 1000;

/** Seconds from the start of a container until its probes call it ready; 0 without probes. */
export function secondsToReady(container: Container, appStart: number): number {
  const started = firstSuccess(container.startupProbe, appStart);
  if (!container.readinessProbe) return started;
  return Math.max(started, firstSuccess(container.readinessProbe, Math.max(appStart, started)));
}

/**
 * Seconds until a probe succeeds on an app that answers `after` seconds from its start: probes run at the start and
 * every period, not before the initial delay (pkg/kubelet/prober/worker.go).
 */
function firstSuccess(probe: Probe | undefined, after: number): number {
  if (!probe) return 0;
  const period = probe.periodSeconds ?? 10;
  const earliest = Math.max(probe.initialDelaySeconds ?? 0, after);
  const ticks = Math.ceil(earliest / period) + (probe.successThreshold ?? 1) - 1;
  return ticks * period;
}

/** The moments at which the pod's status changes, in order. */
export const planMoments = (plan: PodPlan): readonly number[] => {
  const mains = plan.containers.filter(({ role }) => role === 'main');
  const moments = plan.containers.flatMap(({ role, startedAt, readyAt, finishAt }) =>
    role === 'main' ? [readyAt, finishAt] : [startedAt, readyAt, finishAt],
  );
  moments.push(Math.max(plan.from, ...mains.map(({ startedAt }) => startedAt)));
  return [...new Set(moments.filter((moment) => moment !== undefined))].sort((a, b) => a - b);
};

/** Seconds from the order to stop until the last container has ended: the app's own time, at most the grace period. */
export function secondsToStop(pod: Pod, grace: number, times: KubeletTimes): number {
  const sleeps = pod.spec.containers.map((container) => preStopSleep(container));
  return Math.min(grace, Math.max(0, ...sleeps) + times.termination);
}

function preStopSleep(container: Container): number {
  const hook = (
    container.lifecycle as { preStop?: { sleep?: { seconds?: number | bigint }; exec?: { command?: string[] } } }
  )?.preStop;
  if (hook?.sleep?.seconds !== undefined) return Number(hook.sleep.seconds);
  const words = hook?.exec?.command?.join(' ').match(/\bsleep (?<seconds>\d+)\b/);
  return Number(words?.groups?.seconds ?? 0);
}
