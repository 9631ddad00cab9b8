import { describe, expect, test } from 'vitest';
import { inputOf } from '../check/example-input.ts';
import { findPlaces } from '../check/places.ts';
import type { Seen } from '../check/rule.ts';
import type { UnknownObject } from '../kube/object.ts';
import { makerOf } from '../systems/flux/apply/maker-of.ts';
import { clusterFindings } from './cluster-findings.ts';

const service: UnknownObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'gate',
    namespace: 'edge',
    labels: { 'helm.toolkit.fluxcd.io/name': 'gate', 'helm.toolkit.fluxcd.io/namespace': 'edge' },
  },
  spec: {},
};
const warning = (name: string, message: string, lastTimestamp: string): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name, namespace: 'edge' },
  involvedObject: { kind: 'Service', name: 'gate', namespace: 'edge' },
  type: 'Warning',
  reason: 'AllocationFailed',
  message,
  lastTimestamp,
});
const objects = [
  service,
  warning('b', 'the first try', '2026-01-01T00:00:00Z'),
  warning('a', 'the last try', '2026-01-01T00:05:00Z'),
];

const release = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'gate', namespace: 'edge' },
};
const tree = new Map([
  [
    'release.yaml',
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: gate\n  namespace: edge\nspec:\n  interval: 1h\n  values:\n    a: b\n',
  ],
  [
    'routes.yaml',
    'apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata:\n  name: a\n  namespace: edge\nspec:\n  routes:\n    - match: Host(`a`)\n    - match: Host(`b`)\n',
  ],
]);
const route = { apiVersion: 'traefik.io/v1alpha1', kind: 'IngressRoute', metadata: { name: 'a', namespace: 'edge' } };
const written = [
  { object: release as UnknownObject, origin: { file: 'release.yaml', line: 1, document: 0 } },
  { object: route as UnknownObject, origin: { file: 'routes.yaml', line: 1, document: 0 } },
];

async function findingsOf(seen: Seen) {
  const { ids: _, ...input } = await inputOf({ objects, seen: () => seen }, new Set());
  return clusterFindings(input, findPlaces({ cluster: input.cluster, written, tree, makerOf }));
}

const row = { service: 'edge/gate', pool: 'house', node: '', failover: [] };
const hop = {
  at: 'node',
  decision: 'nobody',
  reason: 'one: it has the label that excludes it; two: no speaker',
  source: 'upstream',
};

describe('what came up wrong', () => {
  test('says of an address that is pending what the allocator said last, at the values of the chart the Service is from', async () => {
    const findings = await findingsOf({ addresses: [{ ...row, ip: '' }] });
    expect(findings).toMatchObject([
      {
        code: 'address-pending',
        message: 'the last try',
        file: 'release.yaml',
        line: 8,
        column: 3,
        excerpt: '  values:',
        object: 'Service/edge/gate',
      },
    ]);
    expect(findings[0]?.hint).toMatch(
      /; the object is made by HelmRelease\/edge\/gate: it is changed by its spec.values$/,
    );
  });

  test('names the cause that whatever gives addresses knows beside its event', async () => {
    const cause = { code: 'no-address-pool', message: 'there is no pool', hint: 'add one' };
    const [finding, ...others] = await findingsOf({ addresses: [{ ...row, ip: '' }], pending: async () => cause });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'no-address-pool', message: 'there is no pool', severity: 'error' });
    expect(finding?.hint).toMatch(/^add one; the object is made by HelmRelease/);
  });

  test('says of an address nobody answers for what keeps each node from it', async () => {
    const findings = await findingsOf({
      addresses: [{ ...row, ip: '192.168.88.60' }],
      address: async () => ({ hops: [hop] }),
    });
    expect(findings).toMatchObject([
      {
        code: 'address-not-announced',
        message: 'no node answers for 192.168.88.60: one: it has the label that excludes it; two: no speaker',
      },
    ]);
  });

  const asked = {
    url: 'http://b/',
    host: 'b',
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
  const second = 'IngressRoute/edge/a routes[1]';
  const problem = {
    code: 'middleware-not-found',
    severity: 'error',
    object: 'IngressRoute/edge/a',
    at: second,
    message: 'middleware "x" does not exist',
    why: 'w',
    hint: 'h',
    routes: [second],
  } as const;

  test('tells a cause once, and not for each request that fails by it, at the line of the route', async () => {
    const findings = await findingsOf({ broken: [{ row: asked, routes: [second] }], problems: [problem] });
    expect(findings).toMatchObject([
      { code: 'middleware-not-found', file: 'routes.yaml', line: 9, column: 7, why: 'w' },
    ]);
  });

  test('names the cause of a broken promise that nothing else tells, at the line of the route', async () => {
    const cause = { code: 'route-outranked', message: 'another takes it', why: 'w', hint: 'h' };
    expect(await findingsOf({ broken: [{ row: asked, routes: [second], cause }] })).toMatchObject([
      {
        code: 'route-outranked',
        severity: 'error',
        message: expect.stringMatching(/answers 404: another takes it$/),
        line: 9,
        excerpt: '    - match: Host(`b`)',
      },
    ]);
  });

  test('leaves nothing out for which there is no rule: the nearest one tells it', async () => {
    const findings = await findingsOf({
      problems: [{ ...problem, code: 'never-heard-of' }],
      unknown: [{ object: 'IngressRoute/edge/a', reason: 'r', code: 'never-heard-of-either' }],
      addresses: [{ ...row, ip: '' }],
      pending: async () => ({ code: 'nor-of-this', message: 'm', hint: 'h' }),
      convergence: [{ kind: 'Service', name: 'edge/gate', startedAt: 0, waitedFor: [] }],
      unready: async () => ({ code: 'nor-of-that', object: service, message: 'm', hint: 'h' }),
    });
    expect(findings.map(({ code, severity }) => `${severity} ${code}`).sort()).toEqual([
      'error address-pending',
      'error never-ready',
      'error promise-broken',
      'unknown route-not-verified',
    ]);
  });
});
