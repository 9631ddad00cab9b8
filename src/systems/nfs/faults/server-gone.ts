import type { Cluster } from '../../../cluster/cluster.ts';
import { volumeClaimNames } from '../../../controlplane/storage/volumes.ts';
import { compareText } from '../../../core/finding.ts';
import { kinds, type PersistentVolume, type PersistentVolumeClaim, type Pod } from '../../../kube/types.ts';
import type { DrilledHost, Fault, FaultPlatform } from '../../fault.ts';

/** An NFS server answers no more. */
export const serverGone: Fault = {
  id: 'server-gone',
  summary: 'an NFS server is gone',
  short: 'NFS',
  notices: 'nobody in the cluster: a hard mount waits for ever, and a pod that does not touch its files stays ready',
  upstream: 'Linux nfs(5), option hard',
  find: async (platform) => {
    const servers = new Map<string, Set<string>>();
    for (const { backends } of platform.hosts)
      for (const service of backends)
        for (const server of await serversBehind(platform, service))
          servers.set(server, (servers.get(server) ?? new Set()).add(service));
    if (servers.size === 0) return { none: 'no pod behind a host mounts a folder of an NFS server' };
    const sorted = [...servers].sort(([a], [b]) => compareText(a, b));
    return {
      targets: sorted.map(([server, services]) => ({
        name: server,
        foretell: async (host: DrilledHost) =>
          host.backends.some((name) => services.has(name)) ? hangs(server) : undefined,
      })),
    };
  },
};

const hangs = (server: string) => ({
  unknown: `requests that touch files of ${server} hang until it is back; which do is not known`,
  knownBy: 'trying it, or the app’s own documentation',
});

async function serversBehind({ cluster, podsBehind }: FaultPlatform, service: string): Promise<readonly string[]> {
  const pods = await podsBehind(service);
  return (await Promise.all(pods.map((pod) => serversOf(cluster, pod)))).flat();
}

/** The NFS servers whose folders a pod mounts, by itself or by claims. */
async function serversOf(cluster: Cluster, pod: Pod): Promise<readonly string[]> {
  const own = (pod.spec.volumes ?? []).flatMap((volume) => (volume as { nfs?: { server: string } }).nfs?.server ?? []);
  const claimed: string[] = [];
  for (const name of volumeClaimNames(pod)) {
    const claim = await cluster.get<PersistentVolumeClaim>(kinds.PersistentVolumeClaim, name, pod.metadata.namespace);
    const volume = await cluster.get<PersistentVolume>(kinds.PersistentVolume, claim?.spec?.volumeName ?? '');
    const spec = volume?.spec as { nfs?: { server: string } } | undefined;
    if (spec?.nfs) claimed.push(spec.nfs.server);
  }
  return [...own, ...claimed];
}
