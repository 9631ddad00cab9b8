import { printRef } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import { type ContainerEnd, endsOf } from '../../../operate/diagnose/container-ends.ts';
import { examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';

function symptomOf(pod: Pod, { container: { name, restartCount }, end, down }: ContainerEnd): Symptom {
  const { containers, initContainers = [], nodeName } = pod.spec;
  const limit = [...containers, ...initContainers].find((each) => each.name === name)?.resources?.limits?.memory;
  const evidence = [
    `container ${name} ended OOMKilled${end.finishedAt ? ` at ${end.finishedAt}` : ''}, restarted ${restartCount} times`,
    limit === undefined ? `${name} has no memory limit` : `limit of ${name}: ${limit}`,
  ];
  const namespace = pod.metadata.namespace ?? 'default';
  const causes: Symptom['causes'] =
    limit === undefined
      ? [
          {
            likelihood: 'likely',
            cause: `the memory of the node ${nodeName ?? ''} did not suffice, and the kernel chose this container`,
            evidence,
            fix: 'set requests and limits for what runs on the node, or give it more memory',
            commands: [`kubectl top pods -A --sort-by=memory`],
          },
        ]
      : [
          {
            likelihood: 'certain',
            cause: `it needs more memory than its limit of ${limit}`,
            evidence,
            fix: 'raise resources.limits.memory, or lower what it is set up to use; a leak comes back at any limit',
            commands: [`kubectl -n ${namespace} top pod ${pod.metadata.name} --containers`],
          },
        ];
  return {
    object: printRef(pod),
    shows: `runs out of memory: its container ${name} was killed by the kernel`,
    severity: down ? 'error' : 'warning',
    causes,
  };
}

const killed = { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-01-01T11:58:00Z' } };
const lastYear = { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2025-01-01T11:58:00Z' } };
const backOff = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } };
const running = { running: { startedAt: '2026-01-01T11:58:10Z' } };
const limited = {
  containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0', resources: { limits: { memory: '64Mi' } } }],
};

/** A container that the kernel ends for want of memory. */
export const podOutOfMemory: Playbook = {
  id: 'pod-out-of-memory',
  symptom: 'A container ends OOMKilled: with exit code 137, without a word in its log.',
  why: 'the kernel kills in a cgroup that reaches its limit, and on the whole node by a score that the kubelet sets (kubernetes pkg/kubelet/qos/policy.go); a limit counts files in tmpfs, too',
  reads: [],
  diagnose: (seen) =>
    seen.list<Pod>(kinds.Pod).flatMap((pod) => {
      const end = endsOf(pod, seen).find(({ by }) => by === 'memory');
      return end ? [symptomOf(pod, end)] : [];
    }),
  examples: {
    healthy: [{ objects: [examplePodOf({ state: running, lastState: lastYear, restartCount: 1, ready: true })] }],
    ill: [
      { objects: [examplePodOf({ state: backOff, lastState: killed, restartCount: 4 }, { spec: limited })] },
      { objects: [examplePodOf({ state: running, lastState: killed, restartCount: 1, ready: true })] },
    ],
  },
};
