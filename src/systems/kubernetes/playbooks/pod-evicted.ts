import { conditionOf, printRef } from '../../../kube/object.ts';
import { kinds, type Node, type Pod } from '../../../kube/types.ts';
import { since } from '../../../operate/diagnose/ages.ts';
import { exampleOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

/** Evicted pods lie about for long: those of the last day tell of what is so now. */
const telling = 24 * 60 * 60 * 1000;

const readings: readonly (readonly [says: RegExp, cause: string, fix: string, pressure?: string])[] = [
  [
    /low on resource: memory/,
    'its node ran short of memory',
    'set memory requests for it: who uses more than it requests goes first',
    'MemoryPressure',
  ],
  [
    /low on resource: (ephemeral-storage|nodefs|imagefs|inodes)/,
    'its node ran short of disk',
    'make room on the node',
    'DiskPressure',
  ],
  [
    /low on resource: pids/,
    'its node ran short of process numbers',
    'find the pod that starts processes without end',
    'PIDPressure',
  ],
  [/had condition: \[?DiskPressure/, 'its node is short of disk', 'make room on the node', 'DiskPressure'],
  [/had condition: \[?MemoryPressure/, 'its node is short of memory', 'free memory on the node', 'MemoryPressure'],
  [
    /exceed(s|ed).*(local )?(ephemeral|storage).*limit|exceeds the total limit|EmptyDir volume .* exceeds/,
    'it wrote more than its limit of ephemeral storage allows',
    'raise limits.ephemeral-storage or sizeLimit of the emptyDir, or write to a volume',
  ],
];

function causeOf(pod: Pod, seen: SeenCluster): Cause {
  const { message = '' } = pod.status ?? {};
  const found = readings.find(([says]) => says.test(message));
  const node = pod.spec.nodeName === undefined ? undefined : seen.find<Node>(kinds.Node, pod.spec.nodeName);
  const pressure = found?.[3];
  const lasts = node !== undefined && pressure !== undefined && conditionOf(node, pressure)?.status === 'True';
  return {
    likelihood: found ? 'certain' : 'likely',
    cause: found?.[1] ?? 'its node ran short of something',
    evidence: [`Evicted from ${pod.spec.nodeName ?? 'its node'}: ${message.trim()}`],
    fix: found?.[2] ?? 'read the message',
    commands: ['kubectl delete pods -A --field-selector status.phase=Failed'],
    ...(lasts ? { at: printRef(node) } : {}),
  };
}

/** When it was evicted, as far as that is told. */
const momentOf = (pod: Pod): string | undefined =>
  conditionOf(pod, 'DisruptionTarget')?.lastTransitionTime ??
  conditionOf(pod, 'Ready')?.lastTransitionTime ??
  pod.status?.startTime;

const evicted = (message: string, startTime = '2026-01-01T08:00:00Z') =>
  examplePodOf(undefined, {
    spec: { nodeName: 'node-2' },
    status: { phase: 'Failed', reason: 'Evicted', message, startTime },
  });
const full = exampleOf(['v1', 'Node'], 'node-2', {
  status: { conditions: [{ type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure' }] },
});

/** A pod that its node threw out. */
export const podEvicted: Playbook = {
  id: 'pod-evicted',
  symptom: 'Pods are Evicted: they lie about as Failed, and others were started in their place.',
  why: 'short of memory, disk or process numbers the kubelet ends first what uses more than it requests (kubernetes pkg/kubelet/eviction/helpers.go)',
  reads: [],
  diagnose: (seen) =>
    seen
      .list<Pod>(kinds.Pod)
      .filter(({ status }) => status?.phase === 'Failed' && status.reason === 'Evicted')
      .filter((pod) => (since(seen, momentOf(pod)) ?? Number.POSITIVE_INFINITY) <= telling)
      .map((pod) => ({
        object: printRef(pod),
        shows: 'was evicted from its node',
        severity: 'warning' as const,
        causes: [causeOf(pod, seen)] as const,
      })),
  examples: {
    healthy: [{ objects: [evicted('The node was low on resource: memory. ', '2025-12-01T00:00:00Z')] }],
    ill: [
      {
        objects: [
          evicted(
            'The node was low on resource: memory. Container web was using 900Mi, request is 0, has larger consumption of memory. ',
          ),
        ],
      },
      {
        objects: [
          evicted('The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 900Mi. '),
          full,
        ],
      },
      { objects: [evicted('Usage of EmptyDir volume "tmp" exceeds the limit "1Gi". ')] },
      { objects: [evicted('Something new. ')] },
    ],
  },
};
