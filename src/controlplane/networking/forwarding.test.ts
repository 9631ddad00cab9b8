import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Service } from '../../kube/types.ts';
import { type Arrival, forward } from './forwarding.ts';
import { selectEndpoints } from './forwarding-endpoints.ts';

const service = (spec: Partial<Service['spec']> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'traefik', namespace: 'traefik' },
  spec: {
    type: 'LoadBalancer',
    selector: { app: 'traefik' },
    ports: [
      { name: 'web', port: 80, targetPort: 'web', nodePort: 30080, protocol: 'TCP' },
      { name: 'websecure', port: 443, targetPort: 'websecure', protocol: 'TCP' },
    ],
    ...spec,
  },
});

type State = 'ready' | 'unready' | 'ending';
const conditions = {
  ready: { ready: true, serving: true, terminating: false },
  unready: { ready: false, serving: false, terminating: false },
  ending: { ready: false, serving: true, terminating: true },
} as const;

const slice = (...states: readonly (readonly [node: string, state: State])[]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'traefik-abcde', namespace: 'traefik', labels: { 'kubernetes.io/service-name': 'traefik' } },
  addressType: 'IPv4',
  ports: [
    { name: 'web', port: 8000, protocol: 'TCP' },
    { name: 'websecure', port: 8443, protocol: 'TCP' },
  ],
  endpoints: states.map(([node, state], index) => ({
    addresses: [`10.42.0.${index + 2}`],
    conditions: conditions[state],
    nodeName: node,
    targetRef: { kind: 'Pod', namespace: 'traefik', name: `traefik-${node}` },
  })),
});

const arrival = (change: Partial<Arrival>): Arrival => ({
  service: service(),
  slices: [slice(['a', 'ready'], ['b', 'ready'])],
  via: 'LoadBalancer',
  port: 80,
  clientAddress: '192.168.1.20',
  node: 'a',
  podOf: (target) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: target.name ?? '' },
    spec: { containers: [] },
  }),
  ...change,
});

const local = service({ externalTrafficPolicy: 'Local' });

describe('a connection to a load balancer address', () => {
  const table: readonly [
    behaviour: string,
    change: Partial<Arrival>,
    outcome: string,
    pods: string[],
    client: string | undefined,
  ][] = [
    [
      'goes to any ready endpoint and hides the client with policy Cluster',
      {},
      'delivered',
      ['traefik-a', 'traefik-b'],
      undefined,
    ],
    [
      'goes to endpoints of the receiving node and keeps the client with policy Local',
      { service: local },
      'delivered',
      ['traefik-a'],
      '192.168.1.20',
    ],
    [
      'is dropped by a node without local endpoints with policy Local',
      { service: local, node: 'c' },
      'unreachable',
      [],
      undefined,
    ],
    ['is refused when nothing is ready', { slices: [slice(['a', 'unready'])] }, 'refused', [], undefined],
    [
      'is refused when nothing is ready with policy Local too',
      { service: local, slices: [slice(['b', 'unready'])] },
      'refused',
      [],
      undefined,
    ],
    [
      'falls back on an endpoint that ends but still serves',
      { slices: [slice(['a', 'ending'], ['b', 'unready'])] },
      'delivered',
      ['traefik-a'],
      undefined,
    ],
    [
      'prefers a ready endpoint to one that ends',
      { slices: [slice(['a', 'ending'], ['b', 'ready'])] },
      'delivered',
      ['traefik-b'],
      undefined,
    ],
    ['finds nobody on a port the service does not have', { port: 8080 }, 'unreachable', [], undefined],
    ['finds nobody with another protocol', { protocol: 'UDP' }, 'unreachable', [], undefined],
    [
      'is filtered by source ranges',
      { service: service({ loadBalancerSourceRanges: ['10.0.0.0/8'] }) },
      'filtered',
      [],
      undefined,
    ],
    [
      'passes source ranges that hold the client',
      { service: service({ loadBalancerSourceRanges: ['10.0.0.0/8', '192.168.0.0/16'] }) },
      'delivered',
      ['traefik-a', 'traefik-b'],
      undefined,
    ],
    ['comes in by a node port', { via: 'NodePort', port: 30080 }, 'delivered', ['traefik-a', 'traefik-b'], undefined],
    [
      'keeps the client on a cluster IP',
      { via: 'ClusterIP', clientAddress: '10.42.1.9' },
      'delivered',
      ['traefik-a', 'traefik-b'],
      '10.42.1.9',
    ],
  ];

  it.each(table)('%s', (_behaviour, change, outcome, pods, clientAddress) => {
    const delivery = forward(arrival(change));
    expect(delivery.outcome).toBe(outcome);
    expect(delivery.pods.map(({ pod }) => pod.metadata.name)).toEqual(pods);
    expect(delivery.clientAddress).toBe(clientAddress);
    for (const { port } of delivery.pods) expect(port).toBe(8000);
  });

  it('leaves the client its address where the pods are in the network of the receiving node', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [], hostNetwork: true },
    } as const;
    const on = (nodeName: string) => ({ podOf: () => ({ ...pod, spec: { ...pod.spec, nodeName } }) });
    expect(forward(arrival({ slices: [slice(['a', 'ready'])], ...on('a') })).clientAddress).toBe('192.168.1.20');
    expect(forward(arrival({ slices: [slice(['b', 'ready'])], ...on('b') })).clientAddress).toBeUndefined();
  });

  it('says why, with upstream’s words and file', () => {
    const { hops } = forward(arrival({ service: local, node: 'c' }));
    expect(hops.at(-1)).toMatchObject({
      at: 'node',
      decision: 'dropped',
      reason:
        '"traefik/traefik" has no local endpoints on c and externalTrafficPolicy is Local; ready ones are on a, b',
    });
    for (const { source } of hops) expect(source).toMatch(/^kubernetes pkg\/proxy\//);
  });
});

describe('endpoints of a service port', () => {
  it.each([
    ['web', 8000],
    [443, 8443],
    ['websecure', 8443],
  ] as const)('are found by name or number %s', (port, number) => {
    const found = selectEndpoints(service(), [slice(['a', 'ready'])], port);
    expect(found).toEqual([expect.objectContaining({ address: '10.42.0.2', port: number, node: 'a', ready: true })]);
  });

  it('are none for an unknown port, another service or another family', () => {
    const slices = [slice(['a', 'ready'])];
    expect(selectEndpoints(service(), slices, 'metrics')).toEqual([]);
    expect(selectEndpoints({ ...service(), metadata: { name: 'other', namespace: 'traefik' } }, slices, 80)).toEqual(
      [],
    );
    expect(selectEndpoints(service(), slices, 80, 6)).toEqual([]);
  });
});
