import type { System } from '../system.ts';
import { assumptions } from './assumptions.ts';
import { claims } from './claims.ts';

/** NFS: folders of a server outside the cluster, mounted by the nodes. */
export const system: System = {
  id: 'nfs',
  title: 'NFS',
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/#nfs',
  upstream: 'in-tree volume of Kubernetes 1.36',
  claims,
  assumptions,
};
