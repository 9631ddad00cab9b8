import type { Condition, UnknownObject } from '../../../../kube/object.ts';
import type { ContainerStatus, Pod } from '../../../../kube/types.ts';
import { ageOf, type Cell, type TableKind, tableOf } from '../shared/columns.ts';
import { age } from '../shared/human-age.ts';

interface Progress {
  readonly reason: string;
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: string;
}

/** A pod's row: kubernetes pkg/printers/internalversion/printers.go printPod. */
const columns = tableOf<Pod>(
  'Name, Ready, Status, Restarts, Age, IP?, Node?, Nominated Node?, Readiness Gates?',
  (pod, now): readonly Cell[] => {
    const restartable = sidecars(pod);
    const { reason, ready, restarts, lastRestart } = progressOf(pod, restartable);
    const total = (pod.spec?.containers?.length ?? 0) + restartable.size;
    const restartText = restarts !== 0 && lastRestart ? `${restarts} (${age(lastRestart, now)} ago)` : `${restarts}`;
    return [
      pod.metadata.name,
      `${ready}/${total}`,
      endOf(pod, reason),
      restartText,
      ageOf(pod, now),
      pod.status?.podIPs?.[0]?.ip || '<none>',
      pod.spec?.nodeName || '<none>',
      textAt(pod.status, 'nominatedNodeName') || '<none>',
      readinessGates(pod),
    ];
  },
);

const textAt = (value: object | undefined, field: string): string | undefined =>
  (value as Record<string, string | undefined> | undefined)?.[field];

const sidecars = (pod: Pod): ReadonlySet<string> =>
  new Set(
    (pod.spec?.initContainers ?? []).filter((c) => textAt(c, 'restartPolicy') === 'Always').map(({ name }) => name),
  );

const conditionsOf = (pod: Pod): readonly Condition[] => (pod.status?.conditions ?? []) as readonly Condition[];
const holds = (pod: Pod, type: string): boolean =>
  conditionsOf(pod).find((condition) => condition.type === type)?.status === 'True';

function progressOf(pod: Pod, restartable: ReadonlySet<string>): Progress {
  const gated = conditionsOf(pod).some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated');
  const first = gated ? 'SchedulingGated' : textAt(pod.status, 'reason') || (pod.status?.phase ?? '');
  const init = initProgress(pod, restartable, first);
  if (init.initializing && !holds(pod, 'Initialized')) return init;
  return mainProgress(pod, init);
}

function initProgress(pod: Pod, restartable: ReadonlySet<string>, first: string) {
  const statuses = (textAt(pod.status, 'initContainerStatuses') ?? []) as readonly ContainerStatus[];
  let ready = 0;
  let restarts = 0;
  let sidecarRestarts = 0;
  let lastRestart = '';
  let lastSidecarRestart = '';
  for (const [index, status] of statuses.entries()) {
    restarts += status.restartCount;
    lastRestart = later(lastRestart, status);
    const sidecar = restartable.has(status.name);
    if (sidecar) {
      sidecarRestarts += status.restartCount;
      lastSidecarRestart = later(lastSidecarRestart, status);
    }
    if (status.state?.terminated?.exitCode === 0) continue;
    if (sidecar && status.started) {
      if (status.ready) ready++;
      continue;
    }
    const total = pod.spec?.initContainers?.length ?? 0;
    const reason = initReason(status) ?? `Init:${index}/${total}`;
    return { reason, ready, restarts, lastRestart, sidecarRestarts, lastSidecarRestart, initializing: true };
  }
  return { reason: first, ready, restarts, lastRestart, sidecarRestarts, lastSidecarRestart, initializing: false };
}

function initReason({ state }: ContainerStatus): string | undefined {
  if (state?.terminated) return `Init:${exitText(state.terminated)}`;
  const waiting = state?.waiting?.reason;
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : undefined;
}

function exitText(terminated: object): string {
  const { reason, signal, exitCode } = terminated as { reason?: string; signal?: number; exitCode?: number };
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`);
}

/** Of the init containers only those that go on beside the main ones count here. */
interface InitProgress extends Progress {
  readonly sidecarRestarts: number;
  readonly lastSidecarRestart: string;
}

function mainProgress(pod: Pod, init: InitProgress): Progress {
  let { reason, ready } = init;
  let restarts = init.sidecarRestarts;
  let lastRestart = init.lastSidecarRestart;
  let running = false;
  let failure = '';
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    restarts += status.restartCount;
    lastRestart = later(lastRestart, status);
    const { waiting, terminated } = status.state ?? {};
    if (waiting?.reason) reason = waiting.reason;
    else if (terminated) {
      reason = exitText(terminated);
      if (terminated.exitCode !== 0) failure = reason;
    } else if (status.ready && status.state?.running) {
      running = true;
      ready++;
    }
  }
  if (reason === 'Completed') {
    if (running && holds(pod, 'Ready')) reason = 'Running';
    else reason = failure || (running ? 'NotReady' : reason);
  }
  return { reason, ready, restarts, lastRestart };
}

function later(last: string, status: ContainerStatus): string {
  const terminated = (status as { lastState?: { terminated?: { finishedAt?: string } } }).lastState?.terminated;
  const finished = terminated?.finishedAt ?? '';
  return finished > last ? finished : last;
}

function endOf(pod: Pod, reason: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return reason;
  if (textAt(pod.status, 'reason') === 'NodeLost') return 'Unknown';
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed' ? reason : 'Terminating';
}

function readinessGates(pod: Pod): string {
  const gates = (textAt(pod.spec, 'readinessGates') ?? []) as readonly { conditionType: string }[];
  if (gates.length === 0) return '<none>';
  return `${gates.filter((gate) => holds(pod, gate.conditionType)).length}/${gates.length}`;
}

const ended: Readonly<Record<string, string>> = {
  Succeeded: 'The pod has completed successfully.',
  Failed: 'The pod failed.',
};

function rowConditions({ status }: UnknownObject): readonly object[] | undefined {
  const { phase = '' } = (status ?? {}) as { phase?: string };
  const message = ended[phase];
  return message === undefined ? undefined : [{ type: 'Completed', status: 'True', reason: phase, message }];
}

/** A pod's row, and that it has ended. */
export const podTable: TableKind = { ...columns, conditions: rowConditions };
