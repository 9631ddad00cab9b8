import type { UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import type { Assumption } from '../system.ts';

export const nfsMounts = {
  id: 'nfs-mounts',
  text: 'NFS servers are reached by every node, export what is mounted, and let the users of the pods in',
  value: true,
  source: 'a server outside the cluster, its exports and the owners of its files are not known from the objects',
  about: { kinds: [kinds.PersistentVolume, kinds.Pod], when: isMounted },
} as const satisfies Assumption;

/** Everything taken for granted about NFS servers. */
export const assumptions: readonly Assumption[] = [nfsMounts];

/** Whether a volume is of an NFS server, or a pod mounts one itself. */
function isMounted({ spec }: UnknownObject): boolean {
  const { nfs, volumes = [] } = (spec ?? {}) as {
    readonly nfs?: object;
    readonly volumes?: readonly { readonly nfs?: object }[];
  };
  return nfs !== undefined || volumes.some((volume) => volume.nfs !== undefined);
}
