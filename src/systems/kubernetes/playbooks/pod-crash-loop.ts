import { printRef } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import { type ContainerEnd, endsOf } from '../../../operate/diagnose/container-ends.ts';
import { exampleContainer, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { explainExit } from '../../../operate/diagnose/explain-exit.ts';
import { quoteLog } from '../../../operate/diagnose/log-lines.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

async function symptomOf(pod: Pod, { container, end }: ContainerEnd, seen: SeenCluster): Promise<Symptom> {
  const { name, namespace = '' } = pod.metadata;
  const log = await seen.logs({ name, namespace }, container.name);
  const { cause, fix, said } = explainExit(end, log);
  const reason = end.reason && end.reason !== 'Error' ? `, ${end.reason}` : '';
  return {
    object: printRef(pod),
    shows: `crashes: its container ${container.name} ended with exit code ${end.exitCode}`,
    causes: [
      {
        likelihood: said ? 'certain' : 'likely',
        cause,
        evidence: [
          `ended with exit code ${end.exitCode}${reason}, restarted ${container.restartCount} times${end.message ? `: ${end.message.trim()}` : ''}`,
          ...quoteLog(container.name, log),
        ],
        fix,
        commands: [`kubectl -n ${namespace} logs ${name} -c ${container.name} --previous`],
      },
    ],
  };
}

const backOff = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } };
const ended = (exitCode: number, message?: string) => ({
  terminated: { exitCode, reason: 'Error', finishedAt: '2026-01-01T11:58:00Z', ...(message ? { message } : {}) },
});
const crashed = (exitCode: number, message?: string) =>
  examplePodOf({ state: backOff, lastState: ended(exitCode, message), restartCount: 9 });
const running = { running: { startedAt: '2026-01-01T11:58:10Z' } };

/** A container that ends as often as it is started. */
export const podCrashLoop: Playbook = {
  id: 'pod-crash-loop',
  symptom: 'A pod is in CrashLoopBackOff: a container of it ends as often as it is started.',
  why: 'the kubelet starts a container that ended anew after 10 s, then twice as long each time, up to five minutes (kubernetes pkg/kubelet/kubelet.go, pkg/kubelet/kuberuntime/kuberuntime_manager.go)',
  reads: [],
  diagnose: async (seen) => {
    const found: Symptom[] = [];
    for (const pod of seen.list<Pod>(kinds.Pod)) {
      const end = endsOf(pod, seen).find(({ by }) => by === 'itself');
      if (end) found.push(await symptomOf(pod, end, seen));
    }
    return found;
  },
  examples: {
    healthy: [
      { objects: [examplePodOf({ state: running, lastState: ended(1), restartCount: 1, ready: true })] },
      { objects: [examplePodOf({ state: ended(1), restartCount: 0 }, { status: { phase: 'Failed' } })] },
      {
        objects: [
          examplePodOf(
            { state: running, ready: true },
            { status: { initContainerStatuses: [exampleContainer({ name: 'setup', state: ended(0) })] } },
          ),
        ],
      },
    ],
    ill: [
      {
        objects: [crashed(1)],
        logs: { 'apps/web-1/web': ['starting', 'connect to postgres://app:x@db: connection refused'] },
      },
      { objects: [crashed(0)] },
      { objects: [crashed(126)] },
      { objects: [crashed(127)] },
      { objects: [crashed(137)] },
      { objects: [crashed(139)] },
      { objects: [crashed(143)] },
      { objects: [crashed(1)], logs: { 'apps/web-1/web': ['exec /app/web: exec format error'] } },
      { objects: [crashed(1)], logs: { 'apps/web-1/web': ['open /data/db: permission denied'] } },
      { objects: [crashed(1)], logs: { 'apps/web-1/web': ['listen tcp :8080: bind: address already in use'] } },
      { objects: [examplePodOf({ state: running, lastState: ended(2), restartCount: 5 })] },
      { objects: [crashed(128, 'exec: "web": executable file not found in $PATH')] },
    ],
  },
};
