import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { Service } from '../../../kube/types.ts';
import { explainPending } from './explain-pending.ts';

const service = (spec: object = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'gate', namespace: 'edge' },
  spec: { type: 'LoadBalancer', ...spec } as Service['spec'],
});
const pool = { apiVersion: 'metallb.io/v1beta1', kind: 'IPAddressPool', metadata: { name: 'house' }, spec: {} };
const cluster = (...pools: readonly object[]) =>
  ({
    list: ({ kind }: { kind: string }) => Promise.resolve(kind === 'IPAddressPool' ? pools : []),
    resources: () => Promise.resolve([{ group: 'metallb.io', version: 'v1beta1', kind: 'IPAddressPool' }]),
  }) as unknown as Cluster;
const ask = (on: Cluster, said: string, of = service()) => explainPending(on, of, { installed: 'assumed', said });

describe('why MetalLB gives no address', () => {
  it('is that there is no pool, of which it says nothing', async () => {
    expect(await ask(cluster(), '')).toMatchObject({ code: 'no-address-pool', hint: expect.stringContaining('0.13') });
  });

  it('is that the pool is for others', async () => {
    const said = 'Failed to allocate IP for "edge/gate": pool house not compatible for ip assignment';
    expect(await ask(cluster(pool), said)).toMatchObject({
      code: 'pool-not-for-service',
      message: said,
      hint: 'spec.serviceAllocation of IPAddressPool house leaves the Service out: let its namespaces hold edge, or its selectors match',
    });
  });

  it('is that no pool has addresses of both families', async () => {
    const said = 'Failed to allocate IP for "edge/gate": no available IPs';
    const both = service({ ipFamilyPolicy: 'RequireDualStack' });
    expect(await ask(cluster(pool), said, both)).toMatchObject({ code: 'no-pool-of-both-families' });
    expect(await ask(cluster(pool), said)).toBeUndefined();
  });

  it('is not asked of a Service that another load balancer has', async () => {
    expect(await ask(cluster(), '', service({ loadBalancerClass: 'example.org/other' }))).toBeUndefined();
  });
});
