import { describe, expect, test } from 'vitest';
import type { Endpoint, EndpointSlice, Node } from '../../../kube/types.ts';
import { bookOf, pool, service } from '../fixtures/objects.ts';
import type { L2Advertisement } from '../objects.ts';
import { readAdvertisements } from './advertisements.ts';
import { canServe, elect, electionOrder, excludeLabel } from './election.ts';

test.each([
  ['10.0.0.1', ['node-b', 'node-a', 'node-c']],
  ['10.0.0.2', ['node-b', 'node-c', 'node-a']],
  ['10.20.30.1', ['iris2', 'iris1']],
  ['10.20.30.2', ['iris1', 'iris2']],
  ['10.20.30.1', ['edge-b', 'worker-a', 'edge-a', 'worker-b']],
  ['fc00:f853:ccd:e799::1', ['node-b', 'node-a', 'node-c']],
  ['192.168.1.240', ['k8s-0', 'k8s-1', 'k8s-2']],
])('for %s the order is %j, however the nodes are listed', (address, order) => {
  expect(electionOrder([...order].sort(), address)).toEqual(order);
  expect(electionOrder([...order].reverse(), address)).toEqual(order);
});

test('of 255 addresses the first of two nodes wins 134', () => {
  const wins = Array.from({ length: 255 }, (_, i) => electionOrder(['iris1', 'iris2'], `10.20.30.${i + 1}`)[0]);
  expect(wins.filter((node) => node === 'iris1')).toHaveLength(134);
});

test.each([
  [{}, true],
  [{ ready: true }, true],
  [{ ready: false }, false],
  [{ ready: false, serving: true, terminating: true }, true],
  [{ ready: false, serving: false }, false],
  [undefined, true],
])('an endpoint with %j can serve: %s', (conditions, able) => {
  expect(canServe({ addresses: ['10.0.0.9'], conditions })).toBe(able);
});

describe('an election', () => {
  const names = ['k8s-0', 'k8s-1', 'k8s-2'];
  const node = (name: string, parts: Partial<Node> & { labels?: Record<string, string> } = {}): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: parts.labels },
    status: parts.status,
    spec: parts.spec,
  });
  const slice = (...endpoints: Endpoint[]): EndpointSlice[] => [
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 's', namespace: 'a' },
      addressType: 'IPv4',
      endpoints,
    },
  ];
  const on = (nodeName: string, ready = true): Endpoint => ({
    addresses: ['10.0.0.9'],
    nodeName,
    conditions: { ready },
  });
  const ad = (spec: L2Advertisement['spec'] = {}): L2Advertisement => ({
    apiVersion: 'metallb.io/v1beta1',
    kind: 'L2Advertisement',
    metadata: { name: 'ad', namespace: 'metallb-system' },
    spec,
  });
  const local = { externalTrafficPolicy: 'Local' as const };

  interface Given {
    readonly nodes?: readonly Node[];
    readonly ads?: readonly L2Advertisement[];
    readonly endpoints?: readonly Endpoint[];
    readonly speakers?: readonly string[];
    readonly ignoreExcludeLabel?: boolean;
    readonly has?: readonly string[];
    readonly spec?: Parameters<typeof service>[1] extends infer P ? (P extends { spec?: infer S } ? S : never) : never;
  }
  function run(given: Given = {}) {
    const {
      nodes = names.map((name) => node(name)),
      ads = [ad()],
      endpoints = [on('k8s-2')],
      speakers = names,
    } = given;
    const book = bookOf(pool('p', ['192.168.1.240/29']));
    const reading = readAdvertisements(ads, book.pools, nodes);
    if ('error' in reading) throw new Error(reading.error);
    const asked = service('a/s', { has: given.has ?? ['192.168.1.240'], spec: given.spec, labels: { tier: 'web' } });
    return elect(asked, slice(...endpoints), {
      advertisements: reading.advertisements,
      poolOf: (addresses) => book.poolOf(addresses),
      nodes,
      speakers: new Set(speakers),
      ignoreExcludeLabel: given.ignoreExcludeLabel ?? false,
    });
  }

  test.each<[what: string, given: Given, order: string[]]>([
    ['takes all nodes, wherever the endpoints are', {}, names],
    [
      'takes nodes with a serving endpoint when the policy is Local',
      { spec: local, endpoints: [on('k8s-2'), on('k8s-1', false)] },
      ['k8s-2'],
    ],
    [
      'counts no endpoint without node for the policy Local',
      { spec: local, endpoints: [{ addresses: ['10.0.0.9'] }, on('k8s-1')] },
      ['k8s-1'],
    ],
    ['leaves out nodes without speaker', { speakers: ['k8s-1', 'k8s-2'] }, ['k8s-1', 'k8s-2']],
    [
      'leaves out nodes with the exclude label, even when it says false',
      { nodes: [node('k8s-0', { labels: { [excludeLabel]: 'false' } }), node('k8s-1')] },
      ['k8s-1'],
    ],
    [
      'keeps them when speakers ignore the label',
      { nodes: [node('k8s-0', { labels: { [excludeLabel]: '' } })], ignoreExcludeLabel: true },
      ['k8s-0'],
    ],
    [
      'leaves out nodes without network',
      {
        nodes: [
          node('k8s-0', { status: { conditions: [{ type: 'NetworkUnavailable', status: 'True' }] } }),
          node('k8s-1'),
        ],
      },
      ['k8s-1'],
    ],
    [
      'keeps nodes that are not ready or cordoned',
      {
        nodes: [
          node('k8s-0', {
            spec: { unschedulable: true },
            status: { conditions: [{ type: 'Ready', status: 'False' }] },
          }),
        ],
      },
      ['k8s-0'],
    ],
    [
      'takes the nodes that an advertisement selects',
      {
        nodes: [node('k8s-0'), node('k8s-1', { labels: { edge: 'yes' } })],
        ads: [ad({ nodeSelectors: [{ matchLabels: { edge: 'yes' } }] })],
      },
      ['k8s-1'],
    ],
    ['takes advertisements that name the pool', { ads: [ad({ ipAddressPools: ['p', 'nowhere'] })] }, names],
    [
      'takes advertisements that select the service',
      { ads: [ad({ serviceSelectors: [{ matchLabels: { tier: 'web' } }] })] },
      names,
    ],
  ])('%s', (_what, given, order) => {
    expect(run(given)).toMatchObject({ order, pool: 'p' });
    expect(run(given).reason).toBeUndefined();
  });

  test.each<[what: string, given: Given, reason: string]>([
    ['it is no LoadBalancer', { spec: { type: 'ClusterIP' } }, 'notLoadBalancer'],
    ['it has no address', { has: [] }, 'noIPAllocated'],
    ['its address is of no pool', { has: ['10.0.0.1'] }, 'ipNotAllowed'],
    ['its address is none', { has: ['bogus'] }, 'invalidIP'],
    ['no endpoint can serve, although the policy is Cluster', { endpoints: [on('k8s-0', false)] }, 'notOwner'],
    ['there is no advertisement', { ads: [] }, 'noMatchingAdvertisement'],
    ['the advertisement names another pool', { ads: [ad({ ipAddressPools: ['other'] })] }, 'noMatchingAdvertisement'],
    [
      'the advertisement’s pool selectors match nothing',
      { ads: [ad({ ipAddressPoolSelectors: [{ matchLabels: { no: 'where' } }] })] },
      'noMatchingAdvertisement',
    ],
    [
      'the advertisement’s node selectors match nothing',
      { ads: [ad({ nodeSelectors: [{ matchLabels: { no: 'where' } }] })] },
      'noMatchingAdvertisement',
    ],
    [
      'the advertisement is for other services',
      { ads: [ad({ serviceSelectors: [{ matchLabels: { tier: 'db' } }] })] },
      'noMatchingAdvertisement',
    ],
    ['no speaker lives', { speakers: [] }, 'notOwner'],
    ['its endpoint is on a node that may not announce', { spec: local, speakers: ['k8s-0'] }, 'notOwner'],
  ])('nobody announces when %s', (_what, given, reason) => {
    expect(run(given)).toMatchObject({ order: [], reason });
  });

  test('tells why each node that is left out is', () => {
    const nodes = [node('k8s-0', { labels: { [excludeLabel]: '' } }), node('k8s-1'), node('k8s-2')];
    expect(run({ nodes, speakers: ['k8s-0', 'k8s-2'] }).excluded).toEqual([
      { node: 'k8s-0', why: `it has the label ${excludeLabel}` },
      { node: 'k8s-1', why: 'no living speaker on it' },
    ]);
  });

  test('answers on the interfaces of all advertisements that list the winner, on all when one names none', () => {
    const named = (name: string, interfaces: string[]) => ({
      ...ad({ interfaces }),
      metadata: { name, namespace: 'm' },
    });
    expect(run({ ads: [named('a', ['eth1']), named('b', ['eth0', 'eth1'])] }).interfaces).toEqual(['eth0', 'eth1']);
    expect(run({ ads: [named('a', ['eth1']), named('b', [])] }).interfaces).toEqual([]);
  });
});

test.each<[L2Advertisement['spec'], string]>([
  [{ ipAddressPools: ['x', 'x'] }, 'duplicate definition of ipAddressPools "x"'],
  [
    { nodeSelectors: [{ matchLabels: { app: 'nginx' } }, { matchLabels: { app: 'nginx' } }] },
    'duplicate definition of nodeSelectors {map["app":"nginx"] []}',
  ],
  [
    { serviceSelectors: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['v', 'v'] }] }] },
    'duplicate definition of match expression value in label selector "v"',
  ],
  [
    { nodeSelectors: [{ matchExpressions: [{ key: 'a', operator: 'Near' }] }] },
    '"Near" is not a valid label selector operator\nfailed to parse node selector for ad',
  ],
])('an advertisement with %j is refused', (spec, error) => {
  const object = {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'L2Advertisement',
    metadata: { name: 'ad' },
    spec,
  } as L2Advertisement;
  expect(readAdvertisements([object], new Map(), [])).toEqual({ error });
});
