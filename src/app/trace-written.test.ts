import { expect, test } from 'vitest';
import { writtenFor } from './trace-written.ts';

const object = (kind: string, name: string, spec: object) => ({
  apiVersion: 'example.org/v1',
  kind,
  metadata: { name, namespace: 'apps' },
  spec,
});

test('routes for a host are told with their Services, of whatever kind they are', () => {
  const objects = [
    object('HTTPRoute', 'gateway', {
      hostnames: ['a.example.org'],
      rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
    }),
    object('HTTPRoute', 'other', { hostnames: ['aa.example.org'], rules: [] }),
    object('Ingress', 'classic', {
      rules: [{ host: 'a.example.org', http: { paths: [{ path: '/', backend: { service: { name: 'old' } } }] } }],
    }),
    object('SomeRoute', 'rule', { routes: [{ match: 'Host(`a.example.org`)', services: [{ name: 'ruled' }] }] }),
    object('ConfigMap', 'no-route', { host: 'a.example.org' }),
  ];
  expect(writtenFor('a.example.org', objects).map(({ decision, reason }) => [decision, reason])).toEqual([
    ['HTTPRoute/apps/gateway names a.example.org', 'it leads to web'],
    ['Ingress/apps/classic names a.example.org', 'it leads to old'],
    ['SomeRoute/apps/rule names a.example.org', 'it leads to ruled'],
  ]);
});

const gatewayApi = (kind: string, name: string, spec: object) => ({
  ...object(kind, name, spec),
  apiVersion: 'gateway.networking.k8s.io/v1',
});

const throughGateway = (address: object, more: readonly ReturnType<typeof object>[] = []) =>
  writtenFor('a.example.org', [
    gatewayApi('HTTPRoute', 'web', { hostnames: ['a.example.org'], parentRefs: [{ name: 'edge' }], rules: [] }),
    gatewayApi('Gateway', 'edge', { gatewayClassName: 'cilium', ...address }),
    ...more,
  ])
    .slice(1)
    .map(({ decision, reason }) => `${decision}: ${reason}`);

const pool = (spec: object) => ({
  ...object('CiliumLoadBalancerIPPool', 'pool', spec),
  apiVersion: 'cilium.io/v2alpha1',
});

test.each([
  ['an annotation of Cilium', { infrastructure: { annotations: { 'lbipam.cilium.io/ips': '192.168.88.60' } } }],
  ['its old annotation', { infrastructure: { annotations: { 'io.cilium/lb-ipam-ips': '192.168.88.60' } } }],
  [
    'an annotation of kube-vip',
    { infrastructure: { annotations: { 'kube-vip.io/loadbalancerIPs': '192.168.88.60' } } },
  ],
  ['a list of addresses', { addresses: [{ type: 'IPAddress', value: '192.168.88.60' }] }],
])('the address that a Gateway asks for by %s is told', (_, spec) => {
  const [gateway, address] = throughGateway(spec, [
    pool({ blocks: [{ start: '192.168.88.60', stop: '192.168.88.69' }] }),
  ]);
  expect(gateway).toContain('class cilium: the class is not among the objects');
  expect(address).toMatch(
    /asks for 192\.168\.88\.60: by .*; CiliumLoadBalancerIPPool\/.*pool holds it; who announces it.* is not known/,
  );
});

test('an address outside of every pool is said to be held by none', () => {
  const [, address] = throughGateway({ addresses: [{ value: '192.168.88.60' }] }, [
    pool({ blocks: [{ cidr: '10.0.0.0/24' }] }),
  ]);
  expect(address).toContain('no pool in the files is known to hold it');
});

test('a pool of kube-vip is read from its ConfigMap', () => {
  const kubevip = {
    ...object('ConfigMap', 'kubevip', {}),
    apiVersion: 'v1',
    data: { 'range-global': '192.168.88.60-192.168.88.69' },
  };
  expect(throughGateway({ addresses: [{ value: '192.168.88.61' }] }, [kubevip])[1]).toContain(
    'ConfigMap/apps/kubevip holds it',
  );
});
