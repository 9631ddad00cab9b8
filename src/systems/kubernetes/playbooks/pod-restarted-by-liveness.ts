import { printRef } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import { type ContainerEnd, endsOf } from '../../../operate/diagnose/container-ends.ts';
import { exampleEventOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { explainProbe } from '../../../operate/diagnose/explain-probe.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

function symptomOf(pod: Pod, { container, probe, down }: ContainerEnd, seen: SeenCluster): Symptom {
  const failed = seen
    .events(pod)
    .find(({ reason, message = '' }) => reason === 'Unhealthy' && /^(Liveness|Startup) probe/.test(message));
  const { cause, fix } = explainProbe(failed?.message ?? '');
  const { name, namespace = 'default' } = pod.metadata;
  return {
    object: printRef(pod),
    shows: `is restarted by its kubelet: its container ${container.name} fails its liveness or startup probe`,
    severity: down || !container.ready ? 'error' : 'warning',
    causes: [
      {
        likelihood: failed ? 'likely' : 'possible',
        cause,
        evidence: [
          ...(failed?.message ? [failed.message] : []),
          probe?.message ?? '',
          `restarted ${container.restartCount} times`,
        ],
        fix: `${fix}; where it only needs longer to start, add a startupProbe with a high failureThreshold`,
        commands: [`kubectl -n ${namespace} describe pod ${name}`],
      },
    ],
  };
}

const ended = (finishedAt = '2026-01-01T11:58:00Z') => ({ terminated: { exitCode: 143, reason: 'Error', finishedAt } });
const running = { running: { startedAt: '2026-01-01T11:58:10Z' } };
const restarted = examplePodOf({ state: running, lastState: ended(), restartCount: 3 });
const killing = (at?: string) =>
  exampleEventOf(restarted, 'Killing', 'Container web failed liveness probe, will be restarted', at);
const unhealthy = (message: string) => exampleEventOf(restarted, 'Unhealthy', message);

/** A container that its kubelet ends since it does not answer. */
export const podRestartedByLiveness: Playbook = {
  id: 'pod-restarted-by-liveness',
  symptom: 'A container is restarted again and again, though it did not end by itself.',
  why: 'after failureThreshold failed liveness or startup probes the kubelet kills the container (kubernetes pkg/kubelet/prober/worker.go, pkg/kubelet/kuberuntime/kuberuntime_manager.go)',
  reads: [],
  diagnose: (seen) =>
    seen.list<Pod>(kinds.Pod).flatMap((pod) => {
      const end = endsOf(pod, seen).find(({ by }) => by === 'probe');
      return end ? [symptomOf(pod, end, seen)] : [];
    }),
  examples: {
    healthy: [
      {
        objects: [
          examplePodOf({ state: running, lastState: ended('2026-01-01T08:00:00Z'), restartCount: 1, ready: true }),
          killing('2026-01-01T08:00:00Z'),
        ],
      },
    ],
    ill: [
      {
        objects: [
          restarted,
          killing(),
          unhealthy('Liveness probe failed: Get "http://10.42.0.9:8080/healthz": context deadline exceeded'),
        ],
      },
      { objects: [restarted, killing(), unhealthy('Liveness probe failed: HTTP probe failed with statuscode: 404')] },
      { objects: [restarted, killing()] },
    ],
  },
};
