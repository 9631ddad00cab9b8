import type { Cluster } from '../cluster/cluster.ts';
import type { PlayedAnswer, PodRequest, Visitor } from '../cluster/network.ts';
import { listensOn } from '../controlplane/kubelet/pod-server.ts';
import type { Pod } from '../kube/types.ts';
import { systems } from '../systems/index.ts';
import type { AskedServers } from '../systems/sign-in.ts';
import type { System } from '../systems/system.ts';

const all: readonly System[] = systems;

/** What a pod answers by what its system knows of it; undefined when none does. */
export async function playPod(cluster: Cluster, pod: Pod, request: PodRequest): Promise<PlayedAnswer | undefined> {
  for (const system of all) {
    const played = await system.playPod?.(cluster, pod, request);
    if (played) return played;
  }
  return undefined;
}

/** What the systems know of servers that a gate asks, by the address of their pods. */
export const askServers = (cluster: Cluster, podAt: (address: string) => Promise<Pod | undefined>): AskedServers => ({
  answer: async (address, port, request) => {
    const pod = await podAt(address);
    return pod && listensOn(pod, port) ? playPod(cluster, pod, request) : undefined;
  },
  visitors: async (address, path) => {
    const pod = await podAt(address);
    for (const { signIn } of pod ? all : []) {
      const visitors = pod && (await signIn?.visitors(cluster, pod, path));
      if (visitors) return visitors;
    }
    return undefined;
  },
});

/** Headers that the browser of somebody who has signed in everywhere sends to a host. */
export async function signedInHeaders(
  cluster: Cluster,
  visitor: Visitor,
  host: string,
): Promise<Readonly<Record<string, string>>> {
  const each = await Promise.all(all.map(({ signIn }) => signIn?.headers(cluster, visitor, host)));
  return Object.assign({}, ...each);
}
