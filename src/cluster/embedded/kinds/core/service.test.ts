import { describe, expect, it } from 'vitest';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { Cluster } from '../../../cluster.ts';
import { createEmbeddedCluster } from '../../index.ts';

interface Spec {
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly healthCheckNodePort?: number;
  readonly ports?: readonly { readonly nodePort?: number }[];
}

const kind = { apiVersion: 'v1', kind: 'Service' };
const clusterOf = (...serviceCidrs: string[]): Cluster =>
  createEmbeddedCluster({ runtime: seededRuntime(), serviceCidrs }).cluster;
const specOf = (service: UnknownObject | undefined): Spec => service?.spec as Spec;
const create = async (cluster: Cluster, name: string, spec: object): Promise<Spec> =>
  specOf(
    await cluster.create<UnknownObject>({
      ...kind,
      metadata: { name, namespace: 'default' },
      spec: { ports: [{ port: 80 }], ...spec },
    }),
  );

describe('a service', () => {
  it('gets the next address of the range, which is free again when it is gone', async () => {
    const cluster = clusterOf('10.0.0.0/30');
    // Of four addresses one is the network's, one the last, and one the API's own service has.
    expect(specOf(await cluster.get(kind, 'kubernetes', 'default')).clusterIP).toBe('10.0.0.1');
    expect((await create(cluster, 'a', {})).clusterIP).toBe('10.0.0.2');
    await expect(create(cluster, 'b', {})).rejects.toThrow('range is full');
    await cluster.delete(kind, 'a', 'default');
    expect((await create(cluster, 'b', {})).clusterIP).toBe('10.0.0.2');
  });

  it('keeps an address it asks for, unless it is taken or not of the range', async () => {
    const cluster = clusterOf('10.43.0.0/16');
    expect((await create(cluster, 'a', { clusterIP: '10.43.9.9' })).clusterIPs).toEqual(['10.43.9.9']);
    await expect(create(cluster, 'b', { clusterIP: '10.43.9.9' })).rejects.toThrow('provided IP is already allocated');
    await expect(create(cluster, 'c', { clusterIP: '10.44.0.1' })).rejects.toThrow(
      'the provided network does not match the current range',
    );
  });

  it.each([
    ['SingleStack', ['IPv4']],
    ['PreferDualStack', ['IPv4', 'IPv6']],
    ['RequireDualStack', ['IPv4', 'IPv6']],
  ])('of policy %s has addresses of its families', async (ipFamilyPolicy, families) => {
    const spec = await create(clusterOf('10.43.0.0/16', 'fd00::/112'), 'a', { ipFamilyPolicy });
    expect(spec.ipFamilies).toEqual(families);
    expect(spec.clusterIPs).toHaveLength(families.length);
  });

  it('is refused two families by a cluster of one, unless it only prefers them', async () => {
    const cluster = clusterOf('10.43.0.0/16');
    expect((await create(cluster, 'a', { ipFamilyPolicy: 'PreferDualStack' })).ipFamilies).toEqual(['IPv4']);
    await expect(create(cluster, 'b', { ipFamilyPolicy: 'RequireDualStack' })).rejects.toThrow(
      'this cluster is not configured for dual-stack services',
    );
  });

  it('without a selector and an address is of both families', async () => {
    const spec = await create(clusterOf('10.43.0.0/16'), 'a', { clusterIP: 'None' });
    expect(spec).toMatchObject({
      clusterIPs: ['None'],
      ipFamilies: ['IPv4', 'IPv6'],
      ipFamilyPolicy: 'RequireDualStack',
    });
  });

  it('of type LoadBalancer gets node ports, and one for health checks when traffic stays local', async () => {
    const cluster = clusterOf('10.43.0.0/16');
    const spec = await create(cluster, 'a', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    expect(spec.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30_000);
    expect(spec.healthCheckNodePort).toBeGreaterThanOrEqual(30_000);
    const none = await create(cluster, 'b', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false });
    expect(none.ports?.[0]?.nodePort).toBeUndefined();
  });

  it('keeps what it was given through updates that do not speak of it, and loses it with its type', async () => {
    const cluster = clusterOf('10.43.0.0/16');
    const first = await create(cluster, 'a', { type: 'NodePort' });
    const service = (spec: object) =>
      ({ ...kind, metadata: { name: 'a', namespace: 'default' }, spec }) as UnknownObject;
    const same = specOf(await cluster.update(service({ type: 'NodePort', ports: [{ port: 80 }] })));
    expect([same.clusterIP, same.ports?.[0]?.nodePort]).toEqual([first.clusterIP, first.ports?.[0]?.nodePort]);
    const inner = specOf(await cluster.update(service({ type: 'ClusterIP', ports: [{ port: 80 }] })));
    expect(inner.ports?.[0]?.nodePort).toBeUndefined();
    await expect(
      cluster.update(
        service({ type: 'ClusterIP', clusterIP: '10.43.7.7', clusterIPs: ['10.43.7.7'], ports: [{ port: 80 }] }),
      ),
    ).rejects.toThrow('may not change once set');
  });

  it('is refused a node port that is taken or out of range', async () => {
    const cluster = clusterOf('10.43.0.0/16');
    const ports = (nodePort: number) => ({ type: 'NodePort', ports: [{ port: 80, nodePort }] });
    await create(cluster, 'a', ports(30_001));
    await expect(create(cluster, 'b', ports(30_001))).rejects.toThrow('provided port is already allocated');
    await expect(create(cluster, 'c', ports(80))).rejects.toThrow('The range of valid ports is 30000-32767');
  });
});
