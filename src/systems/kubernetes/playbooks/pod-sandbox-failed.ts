import { printRef } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import { isRecent, isSettled } from '../../../operate/diagnose/ages.ts';
import { containersOf, isMeantToRun } from '../../../operate/diagnose/containers.ts';
import { exampleEventOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { lastSeen, type SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const readings: readonly (readonly [says: RegExp, cause: string, fix: string])[] = [
  [
    /failed to find plugin "([^"]+)" in path/,
    'the CNI program $1 is missing on its node',
    'install the CNI plugins where the container runtime looks for them (/opt/cni/bin), and restart the pod of the network plugin there',
  ],
  [
    /no IP addresses available|failed to allocate for range|all allocatable IPs|no free address|IPAM.*exhausted/i,
    'the node has no pod address left',
    'clear addresses of pods that are gone (/var/lib/cni/networks on the node), or give the nodes larger pod networks',
  ],
  [
    /subnet\.env: no such file|stat \/var\/lib\/calico\/nodename|cilium.*(connection refused|no such file)|unable to connect to .*daemon/i,
    'the network plugin does not run on its node',
    'look at the pod of the network plugin there, and whether it tolerates the taints of the node',
  ],
  [
    /cni plugin not initialized|network is not ready|no networks found in/i,
    'no network plugin is set up on its node',
    'install one, or look at its pod on this node',
  ],
  [
    /already (has an IP address different|exists)|file exists/i,
    'remains of another network plugin are on its node',
    'delete the bridge or interface that the message names, or restart the node',
  ],
  [
    /(x509|Unauthorized|forbidden)/i,
    'the network plugin may not ask the API',
    'restart the pod of the network plugin: its token is out of date',
  ],
  [
    /image "[^"]*pause|failed to (get|pull) sandbox image/i,
    'its node cannot fetch the pause image',
    'look whether the node reaches its registry',
  ],
  [
    /multus|NetworkAttachmentDefinition|cannot find a network-attachment-definition/i,
    'an additional network that it asks for is not there',
    'make the NetworkAttachmentDefinition in its namespace',
  ],
];

function explain(message: string): { readonly cause: string; readonly fix: string } {
  for (const [says, cause, fix] of readings) {
    const match = says.exec(message);
    if (match) return { cause: cause.replace('$1', match[1] ?? ''), fix };
  }
  return {
    cause: 'its network cannot be set up',
    fix: 'read the message, and the log of the network plugin on its node',
  };
}

function symptomOf(pod: Pod, seen: SeenCluster): Symptom | undefined {
  const event = seen
    .events(pod)
    .find(({ reason }) => reason === 'FailedCreatePodSandBox' || reason === 'NetworkNotReady');
  if (!event?.message || !isRecent(seen, lastSeen(event))) return undefined;
  const { name, namespace } = pod.metadata;
  return {
    object: printRef(pod),
    shows: 'gets no network',
    causes: [
      {
        likelihood: 'likely',
        ...explain(event.message),
        evidence: [`on ${pod.spec.nodeName ?? 'its node'}: ${event.message}`],
        commands: [`kubectl -n ${namespace} describe pod ${name}`],
      },
    ],
  };
}

const creating = (startTime = '2026-01-01T11:50:00Z') =>
  examplePodOf(
    { state: { waiting: { reason: 'ContainerCreating' } } },
    { spec: { nodeName: 'node-2' }, status: { phase: 'Pending', startTime } },
  );
const failing = (message: string) => ({
  objects: [
    creating(),
    exampleEventOf(
      creating(),
      'FailedCreatePodSandBox',
      `Failed to create pod sandbox: rpc error: code = Unknown desc = ${message}`,
    ),
  ],
});

/** A pod for which the network plugin does nothing. */
export const podSandboxFailed: Playbook = {
  id: 'pod-sandbox-failed',
  symptom: 'A pod stays in ContainerCreating: FailedCreatePodSandBox.',
  why: 'before any container the kubelet has the runtime make the sandbox of the pod, with its network (kubernetes pkg/kubelet/kuberuntime/kuberuntime_sandbox.go)',
  reads: [],
  diagnose: (seen) =>
    seen
      .list<Pod>(kinds.Pod)
      .filter((pod) => isMeantToRun(pod) && pod.status?.phase === 'Pending' && pod.spec.nodeName !== undefined)
      .filter((pod) => containersOf(pod).every(({ state }) => !state?.running && !state?.terminated))
      .filter((pod) => isSettled(seen, pod.status?.startTime ?? pod.metadata.creationTimestamp))
      .flatMap((pod) => symptomOf(pod, seen) ?? []),
  examples: {
    healthy: [
      { objects: [creating()] },
      {
        objects: [
          creating('2026-01-01T11:59:30Z'),
          exampleEventOf(creating(), 'NetworkNotReady', 'network is not ready'),
        ],
      },
    ],
    ill: [
      failing(
        'plugin type="flannel" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory',
      ),
      failing('failed to find plugin "bridge" in path [/opt/cni/bin]'),
      failing('failed to allocate for range 0: no IP addresses available in range set: 10.42.1.1-10.42.1.254'),
      failing('something new'),
    ],
  },
};
