import type { Assumption } from '../system.ts';

export const nfsMounts = {
  id: 'nfs-mounts',
  text: 'NFS servers are reached by every node, export what is mounted, and let the users of the pods in',
  value: true,
  source: 'a server outside the cluster, its exports and the owners of its files are not known from the objects',
} as const satisfies Assumption;

/** Everything taken for granted about NFS servers. */
export const assumptions: readonly Assumption[] = [nfsMounts];
