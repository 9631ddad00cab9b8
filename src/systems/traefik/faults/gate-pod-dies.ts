import { crashPod } from '../../../controlplane/kubelet/pod-crash.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import type { Fault, FaultTarget } from '../../fault.ts';
import { isTraefikPod } from '../running.ts';

/** The process of a pod of Traefik ends, and its kubelet starts it anew. */
export const gatePodDies: Fault = {
  id: 'gate-pod-dies',
  summary: 'the process of a pod of the gate ends (crash, out of memory)',
  short: 'gate pod',
  notices: 'the kubelet within a second; until its pod is called not ready, connections to it are refused',
  upstream: 'kubernetes pkg/kubelet/kubelet.go (genericPlegRelistPeriod); metallb speaker/layer2_controller.go',
  find: async ({ cluster }) => {
    const gates = (await cluster.list<Pod>(kinds.Pod)).filter(
      (pod) => isTraefikPod(pod) && pod.status?.phase === 'Running',
    );
    if (gates.length === 0) return { none: 'no pod of Traefik runs' };
    return { targets: gates.map(crashOf) };
  },
};

const crashOf = (pod: Pod): FaultTarget => ({
  name: pod.spec.nodeName ?? pod.metadata.name,
  strike: (cluster) => crashPod(cluster, pod),
});
