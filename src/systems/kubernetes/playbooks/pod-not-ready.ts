import { conditionOf, printRef } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import { isRecent } from '../../../operate/diagnose/ages.ts';
import { endsOf } from '../../../operate/diagnose/container-ends.ts';
import { exampleEventOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { explainProbe } from '../../../operate/diagnose/explain-probe.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { lastSeen, type SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isUnwell } from '../../../operate/diagnose/unwell-pods.ts';

/** The container that runs and is not ready, where all run: what does not run has playbooks of its own. */
function unreadyOf(pod: Pod, seen: SeenCluster): string | undefined {
  if (pod.status?.phase !== 'Running' || !isUnwell(pod, seen) || endsOf(pod, seen).length > 0) return undefined;
  const containers = pod.status.containerStatuses ?? [];
  if (containers.some(({ state }) => state?.running === undefined)) return undefined;
  return containers.find(({ ready }) => !ready)?.name;
}

function symptomOf(pod: Pod, container: string, seen: SeenCluster): Symptom {
  const { name, namespace = 'default' } = pod.metadata;
  const failed = seen.events(pod).find((event) => event.reason === 'Unhealthy' && isRecent(seen, lastSeen(event)));
  const { cause, fix } = explainProbe(failed?.message ?? '');
  return {
    object: printRef(pod),
    shows: `runs and is not ready: its container ${container} fails its readiness probe`,
    causes: [
      {
        likelihood: failed ? 'likely' : 'possible',
        cause,
        evidence: [
          ...(failed?.message ? [failed.message] : []),
          `not ready since ${conditionOf(pod, 'Ready')?.lastTransitionTime ?? 'an unknown time'}`,
        ],
        fix,
        commands: [
          `kubectl -n ${namespace} describe pod ${name}`,
          `kubectl -n ${namespace} logs ${name} -c ${container}`,
        ],
      },
    ],
  };
}

const unready = (lastTransitionTime: string, ready = false) =>
  examplePodOf(
    { state: { running: { startedAt: '2026-01-01T11:30:00Z' } }, ready },
    {
      status: {
        conditions: [
          { type: 'Ready', status: ready ? 'True' : 'False', reason: 'ContainersNotReady', lastTransitionTime },
        ],
      },
    },
  );
const long = unready('2026-01-01T11:40:00Z');
const unhealthy = (message: string) => exampleEventOf(long, 'Unhealthy', message);

/** A pod that runs, and that no Service sends anything. */
export const podNotReady: Playbook = {
  id: 'pod-not-ready',
  symptom: 'A pod is Running with 0/1 ready: no Service sends it anything.',
  why: 'a container is ready while its readiness probe succeeds; a pod is when all of them are (kubernetes pkg/kubelet/status/generate.go, pkg/kubelet/prober/prober.go)',
  reads: [],
  diagnose: (seen) =>
    seen.list<Pod>(kinds.Pod).flatMap((pod) => {
      const container = unreadyOf(pod, seen);
      return container === undefined ? [] : [symptomOf(pod, container, seen)];
    }),
  examples: {
    healthy: [{ objects: [unready('2026-01-01T11:40:00Z', true)] }, { objects: [unready('2026-01-01T11:59:30Z')] }],
    ill: [
      { objects: [long] },
      {
        objects: [
          long,
          unhealthy(
            'Readiness probe failed: Get "http://10.42.0.9:8080/": dial tcp 10.42.0.9:8080: connect: connection refused',
          ),
        ],
      },
      { objects: [long, unhealthy('Readiness probe failed: HTTP probe failed with statuscode: 503')] },
    ],
  },
};
