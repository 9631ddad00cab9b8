import type { ContainerStateTerminated, ContainerStatus, Event, Pod } from '../../kube/types.ts';
import { isRecent } from './ages.ts';
import { containersOf, isMeantToRun, waitingOf } from './containers.ts';
import { lastSeen, type SeenCluster } from './seen-cluster.ts';

/** A container that ended when it should not have. */
export interface ContainerEnd {
  readonly container: ContainerStatus;
  readonly end: ContainerStateTerminated;
  /** What ended it: no memory was left to it, the kubelet since it did not answer, or it itself. */
  readonly by: 'memory' | 'probe' | 'itself';
  /** What the kubelet said about the probe. */
  readonly probe?: Event;
  /** Whether it does not run now. */
  readonly down: boolean;
}

/** So many starts within the hour are no accident any more. */
const many = 3;

/** The containers of a pod that end again and again, or did so within the hour. */
export function endsOf(pod: Pod, seen: SeenCluster): readonly ContainerEnd[] {
  if (!isMeantToRun(pod) || pod.status?.phase === 'Failed') return [];
  return containersOf(pod).flatMap((container) => endOf(pod, container, seen) ?? []);
}

function endOf(pod: Pod, container: ContainerStatus, seen: SeenCluster): ContainerEnd | undefined {
  const { state, lastState, restartCount } = container;
  const end = state?.terminated ?? lastState?.terminated;
  if (!end) return undefined;
  const waits = waitingOf(container)?.reason;
  // Whatever else a container waits for has a playbook of its own.
  if (waits !== undefined && waits !== 'CrashLoopBackOff') return undefined;
  const down = waits !== undefined || (state?.terminated !== undefined && end.exitCode !== 0 && restartCount > 0);
  const again = isRecent(seen, end.finishedAt) && state?.running !== undefined;
  if (end.reason === 'OOMKilled') return down || again ? { container, end, by: 'memory', down } : undefined;
  const probe = killedByProbe(pod, container, seen);
  if (probe && (down || again)) return { container, end, by: 'probe', probe, down };
  if (down || (again && restartCount >= many && !container.ready && end.exitCode !== 0))
    return { container, end, by: 'itself', down };
  return undefined;
}

/** The kubelet's word that it restarts the container since it failed its liveness or startup probe. */
function killedByProbe(pod: Pod, { name }: ContainerStatus, seen: SeenCluster): Event | undefined {
  const killed = seen
    .events(pod)
    .find(
      ({ reason, message = '' }) =>
        reason === 'Killing' &&
        message.includes(`ontainer ${name} failed `) &&
        message.includes('probe, will be restarted'),
    );
  return killed && isRecent(seen, lastSeen(killed)) ? killed : undefined;
}
