import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

const balanced = (...ingress: object[]) => ({ loadBalancer: { ingress } });

describe('a service', () => {
  it.each([
    [{ type: 'ClusterIP' }, {}, '<none>'],
    [{ type: 'ClusterIP', externalIPs: ['192.0.2.1', '192.0.2.2'] }, {}, '192.0.2.1,192.0.2.2'],
    [{ type: 'NodePort' }, {}, '<none>'],
    [{ type: 'NodePort', externalIPs: ['192.0.2.1'] }, {}, '192.0.2.1'],
    [{ type: 'ExternalName', externalName: 'example.com' }, {}, 'example.com'],
    [{ type: 'ExternalName' }, {}, ''],
    [{ type: 'LoadBalancer' }, {}, '<pending>'],
    [{ type: 'LoadBalancer' }, { loadBalancer: {} }, '<pending>'],
    [{ type: 'LoadBalancer' }, balanced({}), '<pending>'],
    [{ type: 'LoadBalancer', externalIPs: ['192.0.2.1'] }, {}, '192.0.2.1'],
    [{ type: 'LoadBalancer', externalIPs: ['192.0.2.1'] }, balanced({ ip: '192.0.2.9' }), '192.0.2.9,192.0.2.1'],
    [
      { type: 'LoadBalancer' },
      balanced(
        { ip: '192.0.2.9', hostname: 'c' },
        { hostname: 'b' },
        { ip: '192.0.2.10' },
        {},
        { ip: '', hostname: 'd' },
        { hostname: 'b' },
      ),
      '192.0.2.10,192.0.2.9,b,d',
    ],
    [{ type: 'Other' }, {}, '<unknown>'],
  ])('of %j and %j is reached from outside at %j', (spec, status, text) => {
    expect(rowOf('/services', { spec, status })[3]).toBe(text);
  });

  it('shows its own address, ports and selector', () => {
    const ports = [
      { port: 80, nodePort: 30080, protocol: 'TCP' },
      { port: 53, protocol: 'UDP' },
      { port: 1, nodePort: 0 },
    ];
    const spec = { type: 'NodePort', clusterIPs: ['10.0.0.1', 'fd00::1'], ports, selector: { b: '1', a: '2' } };
    expect(rowOf('/services', { spec })).toEqual([
      ...['x', 'NodePort', '10.0.0.1', '<none>', '80:30080/TCP,53/UDP,1/TCP', '5s', 'a=2,b=1'],
    ]);
  });
});

describe('an ingress', () => {
  const rules = (...hosts: (string | undefined)[]) => hosts.map((host) => ({ host }));
  it.each([
    [rules(), '*'],
    [rules('', undefined), '*'],
    [rules('a'), 'a'],
    [rules('a', 'b', 'c'), 'a,b,c'],
    [rules('a', 'b', 'c', 'd', 'e'), 'a,b,c + 2 more...'],
    [rules(undefined, 'a', 'b'), 'a,b'],
    [rules(undefined, 'a', 'b', undefined), 'a,b'],
    [rules(undefined, 'a', 'b', 'c'), 'a,b,c'],
    [rules(undefined, 'a', 'b', 'c', 'd'), 'a,b,c + 2 more...'],
    [rules('a', 'b', 'c', undefined), 'a,b,c + 1 more...'],
  ])('of the rules %j shows the hosts %s', (list, text) => {
    expect(rowOf('networking.k8s.io/ingresses', { spec: { rules: list } })[2]).toBe(text);
  });

  it('shows its class, addresses and ports', () => {
    const spec = { ingressClassName: 'traefik', tls: [{}] };
    const status = balanced({ ip: '192.0.2.9' }, { hostname: 'a' });
    const row = ['x', 'traefik', '*', '192.0.2.9,a', '80, 443', '5s'];
    expect(rowOf('networking.k8s.io/ingresses', { spec, status })).toEqual(row);
    expect(rowOf('networking.k8s.io/ingresses', { spec: { tls: [], ingressClassName: '' } }).slice(1, 5)).toEqual([
      '',
      '*',
      '',
      '80',
    ]);
  });
});

describe('a class of ingresses', () => {
  const key = 'ingressclass.kubernetes.io/is-default-class';
  it.each([
    [{}, {}, ['x', '', '<none>', '5s']],
    [{ [key]: 'true' }, { controller: 'c' }, ['x (default)', 'c', '<none>', '5s']],
    [{ [key]: 'false' }, {}, ['x', '', '<none>', '5s']],
    [{}, { parameters: { kind: 'K', name: 'n' } }, ['x', '', 'K/n', '5s']],
    [{}, { parameters: { apiGroup: 'g.io', kind: 'K', name: 'n' } }, ['x', '', 'K.g.io/n', '5s']],
    [{}, { parameters: { apiGroup: '', kind: 'K', name: 'n' } }, ['x', '', 'K./n', '5s']],
  ])('annotated %j with %j is %j', (annotations, spec, row) => {
    expect(rowOf('networking.k8s.io/ingressclasses', { metadata: { annotations }, spec })).toEqual(row);
  });
});

describe('a slice of endpoints', () => {
  it.each([
    [[], '<unset>'],
    [[{ port: 80, name: 'web' }], '80'],
    [[{ name: 'web' }], 'web'],
    [[{ name: '' }], '<unset>'],
    [[{}], '*'],
    [[{ port: 1 }, { port: 2 }, { port: 3 }], '1,2,3'],
    [[{ port: 1 }, { port: 2 }, { port: 3 }, { port: 4 }, {}], '1,2,3 + 2 more...'],
  ])('of the ports %j shows %s', (ports, text) => {
    expect(rowOf('discovery.k8s.io/endpointslices', { ports })[2]).toBe(text);
  });

  it('shows the addresses of all endpoints', () => {
    const slice = (...endpoints: object[]) =>
      rowOf('discovery.k8s.io/endpointslices', { addressType: 'IPv4', endpoints });
    expect(slice({ addresses: ['a', 'b'] }, {}, { addresses: ['c'] })).toEqual(['x', 'IPv4', '<unset>', 'a,b,c', '5s']);
    expect(slice({ addresses: ['a', 'b'] }, { addresses: ['c', 'd'] })[3]).toBe('a,b,c + 1 more...');
  });
});

describe('endpoints', () => {
  const addresses = [{ ip: '192.0.2.1' }, { ip: 'fd00::1' }];
  it.each([
    [[], '<none>'],
    [[{ addresses }], '192.0.2.1,fd00::1'],
    [[{ addresses, ports: [] }], '192.0.2.1,fd00::1'],
    [[{ addresses, ports: [{ port: 80 }] }], '192.0.2.1:80,[fd00::1]:80'],
    [[{ addresses, ports: [{ port: 80 }, { port: 81 }] }], '192.0.2.1:80,[fd00::1]:80,192.0.2.1:81 + 1 more...'],
    [[{ notReadyAddresses: addresses, ports: [{ port: 80 }] }], ''],
    [[{ notReadyAddresses: addresses }, { addresses }], '192.0.2.1,fd00::1'],
  ])('of %j are shown as %j', (subsets, text) => {
    expect(rowOf('/endpoints', { subsets })).toEqual(['x', text, '5s']);
  });
});

it('a network policy shows whom it is for, a range of services its networks', () => {
  const podSelector = { matchLabels: { b: '1', a: '2' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] };
  expect(rowOf('networking.k8s.io/networkpolicies', { spec: { podSelector } })).toEqual(['x', 'a=2,b=1,c', '5s']);
  const cidrs = ['10.0.0.0/16', 'fd00::/112'];
  expect(rowOf('networking.k8s.io/servicecidrs', { spec: { cidrs } })).toEqual(['x', '10.0.0.0/16,fd00::/112', '5s']);
});
