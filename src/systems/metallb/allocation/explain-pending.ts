import type { FirstCause } from '../../../check/observed.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { listServed } from '../../../controlplane/kit/served.ts';
import type { Service } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import { type IpAddressPool, metallbKinds } from '../objects.ts';
import { findController } from '../running.ts';
import { isHandled } from './services.ts';

type Cause = Required<Omit<FirstCause, 'object'>>;

/** Why MetalLB gives a Service no address, where its event (or its silence) does not say all (metallb controller/service.go). */
export async function explainPending(
  cluster: Cluster,
  service: Service,
  { installed, said }: Pick<ControllerOptions, 'installed'> & { readonly said: string },
): Promise<Cause | undefined> {
  const controller = await findController(cluster, installed ?? 'by-objects');
  if (!controller || !isHandled(service, controller.loadBalancerClass)) return undefined;
  const pools = await listServed<IpAddressPool>(cluster, metallbKinds.IPAddressPool);
  if (pools.length === 0) return noPools;
  return notForService(service, said) ?? familyMissing(service, said);
}

/** Without pools the controller says nothing (metallb controller/main.go SetBalancer: "controller not synced" until there are pools). */
const noPools: Cause = {
  code: 'no-address-pool',
  message: 'MetalLB has no IPAddressPool, so it gives no address and says nothing',
  hint: 'add an IPAddressPool and an L2Advertisement; a ConfigMap with pools is not read since MetalLB 0.13',
};

function notForService({ metadata }: Service, said: string): Cause | undefined {
  const pool = /pool (\S+) not compatible for ip assignment/.exec(said)?.[1];
  if (pool === undefined) return undefined;
  return {
    code: 'pool-not-for-service',
    message: said,
    hint: `spec.serviceAllocation of IPAddressPool ${pool} leaves the Service out: let its namespaces hold ${metadata.namespace ?? ''}, or its selectors match`,
  };
}

/** Both addresses of a Service of two families come from one pool (metallb internal/allocator/allocator.go Allocate). */
function familyMissing({ spec }: Service, said: string): Cause | undefined {
  if (spec.ipFamilyPolicy !== 'RequireDualStack' || !said.includes('no available IPs')) return undefined;
  return {
    code: 'no-pool-of-both-families',
    message: `${said} (it requires an IPv4 and an IPv6 address of one pool)`,
    hint: 'put the IPv4 and the IPv6 ranges into one IPAddressPool, or say ipFamilyPolicy: PreferDualStack',
  };
}
