import { crashPod } from '../../../controlplane/kubelet/pod-crash.ts';
import { compareText } from '../../../core/finding.ts';
import type { Pod } from '../../../kube/types.ts';
import type { Fault, FaultTarget } from '../../fault.ts';

/** The process of an app ends by itself, and its kubelet starts it anew. */
export const appPodDies: Fault = {
  id: 'app-pod-dies',
  summary: 'the process of an app ends (crash, out of memory)',
  short: 'app',
  notices:
    'the kubelet within a second; it starts the container anew at once the first time, and later and later after that',
  upstream: 'kubernetes pkg/kubelet/kubelet.go (genericPlegRelistPeriod), pkg/kubelet/kuberuntime',
  find: async ({ hosts, isGate, podsBehind }) => {
    const targets = new Map<string, FaultTarget>();
    for (const service of [...new Set(hosts.flatMap(({ backends }) => backends))].sort(compareText)) {
      const [pod] = (await podsBehind(service)).filter((each) => !isGate(each));
      if (pod) targets.set(service, crashOf(service, pod));
    }
    return targets.size > 0 ? { targets: [...targets.values()] } : { none: 'no host is answered by pods of an app' };
  },
};

const crashOf = (name: string, pod: Pod): FaultTarget => ({ name, strike: (cluster) => crashPod(cluster, pod) });
