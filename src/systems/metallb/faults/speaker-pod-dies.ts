import type { Cluster } from '../../../cluster/cluster.ts';
import { findRunning } from '../../../controlplane/kit/system-part.ts';
import { crashPod } from '../../../controlplane/kubelet/pod-crash.ts';
import type { Pod } from '../../../kube/types.ts';
import type { Fault, FaultTarget } from '../../fault.ts';
import { speakerPart } from '../running.ts';

/** The process of a speaker ends; its node goes on. */
export const speakerPodDies: Fault = {
  id: 'speaker-pod-dies',
  summary: 'the process of a speaker ends, and its node goes on',
  short: 'speaker',
  notices:
    'its kubelet within a second; the node goes on taking what comes to the address, as clients and switches know where it is (ARP caches); it is started anew before the other speakers miss it',
  upstream: 'metallb internal/layer2/announcer.go; hashicorp/memberlist config.go DefaultLANConfig',
  find: async ({ cluster }) => {
    const speakers = await runningSpeakers(cluster);
    if (speakers.length === 0) return { none: 'no speaker of MetalLB runs' };
    return { targets: speakers.map(crashOf) };
  },
};

const runningSpeakers = (cluster: Cluster): Promise<readonly Pod[]> => findRunning(cluster, speakerPart);

const crashOf = (pod: Pod): FaultTarget => ({
  name: pod.spec.nodeName ?? pod.metadata.name,
  strike: (cluster) => crashPod(cluster, pod),
});
