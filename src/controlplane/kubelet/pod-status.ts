import type { Condition } from '../../kube/object.ts';
import type { ContainerStatus, Pod, PodStatus } from '../../kube/types.ts';
import { printInstant } from '../kit/instant.ts';
import { nextCondition } from './pod.ts';
import type { ContainerPlan, PodPlan } from './pod-plan.ts';

/** Where a pod runs. */
export interface PodHome {
  readonly hostAddresses: readonly string[];
  readonly podAddresses: readonly string[];
}

/** Text of an id made from a name: long hex that stays the same for the same container and run. */
export type ContainerIds = (
  container: string,
  restarts: number,
) => { readonly containerID: string; readonly imageID: string };

export interface PodStatusInput {
  readonly pod: Pod;
  readonly plan: PodPlan;
  readonly home: PodHome;
  readonly now: number;
  readonly ids: ContainerIds;
}

/** The status a kubelet reports at a moment of the plan (pkg/kubelet/status/generate.go, kubelet_pods.go getPhase). */
export function podStatusAt(input: PodStatusInput): PodStatus {
  const { pod, plan, home, now } = input;
  const started = plan.containers.some(({ startedAt }) => startedAt <= now);
  const mains = plan.containers.filter(({ role }) => role === 'main');
  const allStarted = mains.every(({ startedAt }) => startedAt <= now);
  const statusOf = (container: ContainerPlan) => containerStatusAt(container, input, allStarted);
  const inits = plan.containers.filter(({ role }) => role !== 'main').map(statusOf);
  const containerStatuses = mains.map(statusOf);
  const finished = allStarted && mains.every(({ finishAt }) => finishAt !== undefined && finishAt <= now);
  // Containers that ran before do not make the pod pending again, once those that come first are through.
  const restarts = plan.containers.every(({ role, interrupted, startedAt }) =>
    role === 'main' ? interrupted !== undefined : startedAt <= now,
  );
  const phase = finished ? 'Succeeded' : allStarted || restarts ? 'Running' : 'Pending';
  const { hostAddresses, podAddresses } = home;
  const time = printInstant(now);
  // Field by field: many pods report often, and fields that are spread in one by one take several times longer.
  const status: Draft<PodStatus> = {};
  if (pod.status?.qosClass) status.qosClass = pod.status.qosClass;
  status.phase = phase;
  status.observedGeneration = pod.metadata.generation;
  status.conditions = conditionsAt(pod, [...inits, ...containerStatuses], { phase, started, time });
  status.hostIP = hostAddresses[0];
  status.hostIPs = hostAddresses.map((ip) => ({ ip }));
  if (started || pod.status?.podIP !== undefined) {
    status.podIP = podAddresses[0];
    status.podIPs = podAddresses.map((ip) => ({ ip }));
  }
  status.startTime = pod.status?.startTime ?? printInstant(plan.from);
  if (inits.length > 0) status.initContainerStatuses = inits;
  status.containerStatuses = containerStatuses;
  return started && pod.spec.ephemeralContainers ? { ...status, ...ephemeralStatuses(input) } : status;
}

type Draft<T> = { -readonly [field in keyof T]?: T[field] };

/** Ephemeral containers are started by the next sync after they came, whatever the others do (pkg/kubelet/kuberuntime). */
function ephemeralStatuses({ pod, now, ids }: PodStatusInput): Pick<PodStatus, 'ephemeralContainerStatuses'> {
  const wanted = pod.spec.ephemeralContainers ?? [];
  if (wanted.length === 0) return {};
  const known = pod.status?.ephemeralContainerStatuses ?? [];
  const ephemeralContainerStatuses = wanted.map(
    ({ name, image = '' }): ContainerStatus =>
      known.find((status) => status.name === name) ?? {
        name,
        ready: false,
        restartCount: 0,
        image,
        ...ids(name, 0),
        state: { running: { startedAt: printInstant(now) } },
      },
  );
  return { ephemeralContainerStatuses };
}

/** A main container counts as created only when all are: one sync of the pod creates them. */
function containerStatusAt(plan: ContainerPlan, input: PodStatusInput, allStarted: boolean): ContainerStatus {
  const { pod, now, ids } = input;
  const { name, image, restartCount, interrupted } = plan;
  const lastState = interrupted === undefined ? undefined : { terminated: diedOf(interrupted, input.plan.from) };
  const isUp = plan.role === 'main' ? allStarted : plan.startedAt <= now;
  if (!isUp) {
    const reason = (pod.spec.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating';
    const waiting = { name, ready: false, started: false, restartCount, image, imageID: '' };
    return { ...waiting, ...(lastState && { lastState }), state: { waiting: { reason } } };
  }
  const { containerID, imageID } = ids(name, restartCount);
  const named = { name, restartCount, image, containerID, imageID };
  const known = lastState ? { ...named, lastState } : named;
  const startedAt = printInstant(plan.startedAt);
  if (plan.finishAt !== undefined && plan.finishAt <= now) {
    const finishedAt = printInstant(plan.finishAt);
    const terminated = { exitCode: 0, reason: 'Completed', startedAt, finishedAt };
    return { ...known, ready: plan.role === 'init', started: false, state: { terminated } };
  }
  const ready = plan.role !== 'init' && plan.readyAt <= now;
  return { ...known, ready, started: true, state: { running: { startedAt } } };
}

const diedOf = (startedAt: string, at: number) =>
  ({ exitCode: 255, reason: 'Unknown', startedAt, finishedAt: printInstant(at) }) as const;

const list = (names: readonly string[]): string => `[${names.join(' ')}]`;

function conditionsAt(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  { phase, started, time }: { readonly phase: string; readonly started: boolean; readonly time: string },
): readonly Condition[] {
  const observedGeneration = pod.metadata.generation;
  const make = (type: string, status: boolean, reason?: string, message?: string): Condition => {
    const condition: Draft<Condition> = { type, observedGeneration, status: status ? 'True' : 'False' };
    condition.lastProbeTime = null;
    if (reason) condition.reason = reason;
    if (message) condition.message = message;
    return condition as Condition;
  };
  const ready = readiness(pod, statuses, phase);
  const gates = ready.status ? closedGates(pod) : '';
  const wanted = [
    make('PodReadyToStartContainers', started && phase !== 'Succeeded'),
    initialization(pod, statuses, phase, make),
    gates
      ? make('Ready', false, 'ReadinessGatesNotReady', gates)
      : make('Ready', ready.status, ready.reason, ready.message),
    make('ContainersReady', ready.status, ready.reason, ready.message),
    make('PodScheduled', true),
  ];
  const old = pod.status?.conditions ?? [];
  const known = (type: string) => old.find((condition) => condition.type === type);
  const mine = wanted.map((condition) => nextCondition(known(condition.type), condition, time));
  return [...mine, ...old.filter(({ type }) => !wanted.some((condition) => condition.type === type))];
}

/** generate.go GenerateContainersReadyCondition. */
function readiness(pod: Pod, statuses: readonly ContainerStatus[], phase: string) {
  if (phase === 'Succeeded') return { status: false, reason: 'PodCompleted' };
  const counted = [
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
    ...pod.spec.containers,
  ];
  const unready = counted
    .map(({ name }) => name)
    .filter((name) => !statuses.find((status) => status.name === name)?.ready);
  if (unready.length === 0) return { status: true };
  const message = `containers with unready status: ${list(unready)}`;
  return { status: false, reason: 'ContainersNotReady', message };
}

/** generate.go GeneratePodInitializedCondition. */
function initialization(
  pod: Pod,
  statuses: readonly ContainerStatus[],
  phase: string,
  make: (type: string, status: boolean, reason?: string, message?: string) => Condition,
): Condition {
  if (phase === 'Succeeded') return make('Initialized', true, 'PodCompleted');
  const incomplete = (pod.spec.initContainers ?? [])
    .filter(({ name, restartPolicy }) => {
      const status = statuses.find((other) => other.name === name);
      return restartPolicy === 'Always' ? !status?.started : !status?.ready;
    })
    .map(({ name }) => name);
  if (phase === 'Running' || incomplete.length === 0) return make('Initialized', true);
  return make(
    'Initialized',
    false,
    'ContainersNotInitialized',
    `containers with incomplete status: ${list(incomplete)}`,
  );
}

/** What the closed readiness gates say; empty when all are open. */
function closedGates(pod: Pod): string {
  const messages = (pod.spec.readinessGates ?? []).map(({ conditionType }) => {
    const status = pod.status?.conditions?.find(({ type }) => type === conditionType)?.status;
    if (status === undefined) return `corresponding condition of pod readiness gate "${conditionType}" does not exist.`;
    return status === 'True' ? '' : `the status of pod readiness gate "${conditionType}" is not "True", but ${status}`;
  });
  return messages.filter((message) => message !== '').join(', ');
}
