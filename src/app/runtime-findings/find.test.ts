import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { runtimeFindings, type Seen } from './find.ts';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'gate',
    namespace: 'edge',
    labels: { 'helm.toolkit.fluxcd.io/name': 'gate', 'helm.toolkit.fluxcd.io/namespace': 'edge' },
  },
  spec: {},
};
const warning = (name: string, message: string, lastTimestamp: string) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name, namespace: 'edge' },
  involvedObject: { kind: 'Service', name: 'gate', namespace: 'edge' },
  type: 'Warning',
  reason: 'AllocationFailed',
  message,
  lastTimestamp,
});
const events = [
  warning('b', 'the first try', '2026-01-01T00:00:00Z'),
  warning('a', 'the last try', '2026-01-01T00:05:00Z'),
];

const cluster = {
  list: ({ kind }: { kind: string }) => Promise.resolve(kind === 'Event' ? events : []),
  get: ({ kind }: { kind: string }) => Promise.resolve(kind === 'Service' ? service : undefined),
  resources: () => Promise.resolve([{ group: '', version: 'v1', kind: 'Service' }]),
} as unknown as Cluster;

const release = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'gate', namespace: 'edge' },
};
const text =
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: gate\n  namespace: edge\nspec:\n  interval: 1h\n  values:\n    a: b\n';
const nothing = { broken: [], unknown: [], problems: [], inward: [] };
const surroundings = {
  path: '.',
  local: new Set<string>(),
  tree: new Map([['release.yaml', text]]),
  written: [{ object: release as UnknownObject, origin: { file: 'release.yaml', line: 1, document: 0 } }],
  explain: async () => ({
    pool: 'house',
    nodes: [],
    hops: [
      {
        at: 'node',
        decision: 'nobody',
        reason: 'one: it has the label that excludes it; two: no speaker',
        source: 'upstream',
      },
    ],
  }),
};

const row = { service: 'edge/gate', pool: 'house', node: '', failover: [] };
const seen = (more: Partial<Seen>): Seen => ({ addresses: [], convergence: [], verification: nothing, ...more });

describe('what came up wrong', () => {
  test('says of an address that is pending what the allocator said last, at the values of the chart the Service is from', async () => {
    const findings = await runtimeFindings(cluster, seen({ addresses: [{ ...row, ip: '' }] }), surroundings);
    expect(findings).toMatchObject([
      { code: 'address-pending', message: 'the last try', file: 'release.yaml', line: 8, object: 'Service/edge/gate' },
    ]);
    expect(findings[0]?.hint).toContain('HelmRelease/edge/gate');
  });

  test('says of an address nobody answers for what keeps each node from it', async () => {
    const findings = await runtimeFindings(
      cluster,
      seen({ addresses: [{ ...row, ip: '192.168.88.60' }] }),
      surroundings,
    );
    expect(findings).toMatchObject([
      {
        code: 'address-not-announced',
        message: 'no node answers for 192.168.88.60: one: it has the label that excludes it; two: no speaker',
      },
    ]);
  });

  const route = {
    url: 'http://a/',
    host: 'a',
    path: '/',
    address: '',
    from: '203.0.113.7',
    client: 'anyone',
    expected: '200',
    observed: '404',
    ok: false,
    router: '',
    backend: '',
    object: 'IngressRoute/edge/a',
  };
  const problem = {
    code: 'middleware-not-found',
    severity: 'error',
    object: 'IngressRoute/edge/a',
    message: 'middleware "x" does not exist',
    why: 'w',
    hint: 'h',
    routes: ['IngressRoute/edge/a routes[0]'],
  } as const;

  test('tells a cause once, and not for each request that fails by it', async () => {
    const broken = [{ row: route, routes: ['IngressRoute/edge/a routes[0]'] }];
    const findings = await runtimeFindings(
      cluster,
      seen({ verification: { ...nothing, broken, problems: [problem] } }),
      surroundings,
    );
    expect(findings.map(({ code }) => code)).toEqual(['middleware-not-found']);
  });

  test('names the cause of a broken promise that nothing else tells', async () => {
    const cause = { code: 'route-outranked', message: 'another takes it', why: 'w', hint: 'h' };
    const broken = [{ row: route, routes: ['IngressRoute/edge/a routes[0]'], cause }];
    const findings = await runtimeFindings(cluster, seen({ verification: { ...nothing, broken } }), surroundings);
    expect(findings).toMatchObject([
      { code: 'route-outranked', severity: 'error', message: expect.stringMatching(/answers 404: another takes it$/) },
    ]);
  });
});
