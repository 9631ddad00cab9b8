import type { ClusterReader } from '../../../cluster/cluster.ts';
import type { Finding } from '../../../core/finding.ts';
import { isServicelbOn } from './read-status.ts';

/** servicelb gives every Service the addresses of nodes: with pools in the lab, two would write them (k3s pkg/cloudprovider/servicelb.go). */
export async function standsInTheWay(
  cluster: ClusterReader,
  lab: { readonly addresses?: { readonly pools: readonly unknown[] } } | undefined,
): Promise<readonly Finding[]> {
  const hasPools = (lab?.addresses?.pools.length ?? 0) > 0;
  if (!hasPools || !(await isServicelbOn(cluster))) return [];
  return [
    {
      code: 'addresses-written-twice',
      severity: 'error',
      message: 'servicelb of k3s is on, and the lab gives addresses from pools',
      why: 'both write the addresses of every Service of type LoadBalancer (k3s pkg/cloudprovider/servicelb.go)',
      hint: 'write `disable: [servicelb]` into /etc/rancher/k3s/config.yaml of every server and restart k3s there',
    },
  ];
}
