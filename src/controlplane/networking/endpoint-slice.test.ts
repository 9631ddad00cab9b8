import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Node, Pod, Service } from '../../kube/types.ts';
import { reconcileSlices } from './endpoint-slice.ts';

const service = (spec: Partial<Service['spec']> = {}, labels?: Record<string, string>): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 'service-uid', ...(labels ? { labels } : {}) },
  spec: {
    clusterIP: '10.43.0.9',
    ipFamilies: ['IPv4'],
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
    ...spec,
  },
});

const pod = (
  name: string,
  address: string,
  change: { ready?: boolean; deleting?: boolean; port?: string; phase?: 'Running' | 'Succeeded'; second?: string } = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    uid: `uid-${name}`,
    labels: { app: 'web' },
    ...(change.deleting ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
  },
  spec: {
    nodeName: 'node-1',
    containers: [{ name: 'c', ports: [{ name: change.port ?? 'http', containerPort: 8080 }] }],
  },
  status: {
    phase: change.phase ?? 'Running',
    podIP: address,
    podIPs: [{ ip: address }, ...(change.second ? [{ ip: change.second }] : [])],
    conditions: [{ type: 'Ready', status: (change.ready ?? true) ? 'True' : 'False' }],
  },
});

const nodes: Readonly<Record<string, Node>> = {
  'node-1': {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': 'rack-1' } },
  },
};
const reconcile = (subject: Service, pods: readonly Pod[], existing: readonly EndpointSlice[] = []) =>
  reconcileSlices(subject, pods, existing, (name) => nodes[name]);
const stored = (slice: EndpointSlice, name = 'web-abcde'): EndpointSlice => ({
  ...slice,
  metadata: { ...slice.metadata, name, uid: `uid-${name}` },
});

describe('the slices of a service', () => {
  it('tell where its pods are and in what state', () => {
    const { create } = reconcile(service({}, { team: 'home' }), [pod('a', '10.42.0.2')]);
    expect(create).toEqual([
      expect.objectContaining({
        addressType: 'IPv4',
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
        endpoints: [
          {
            addresses: ['10.42.0.2'],
            conditions: { ready: true, serving: true, terminating: false },
            nodeName: 'node-1',
            zone: 'rack-1',
            targetRef: { kind: 'Pod', namespace: 'default', name: 'a', uid: 'uid-a' },
          },
        ],
      }),
    ]);
    expect(create[0]?.metadata).toMatchObject({
      generateName: 'web-',
      labels: {
        team: 'home',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [
        { kind: 'Service', name: 'web', uid: 'service-uid', controller: true, blockOwnerDeletion: true },
      ],
    });
  });

  it.each([
    ['a ready pod', {}, {}, { ready: true, serving: true, terminating: false }],
    ['a pod that is not ready', { ready: false }, {}, { ready: false, serving: false, terminating: false }],
    ['a pod that ends but still serves', { deleting: true }, {}, { ready: false, serving: true, terminating: true }],
    [
      'an unready pod that is published all the same',
      { ready: false },
      { publishNotReadyAddresses: true },
      { ready: true, serving: false, terminating: false },
    ],
  ])('carry the conditions of %s', (_what, change, spec, conditions) => {
    expect(reconcile(service(spec), [pod('a', '10.42.0.2', change)]).create[0]?.endpoints?.[0]?.conditions).toEqual(
      conditions,
    );
  });

  it('are empty, with one placeholder, without pods that count', () => {
    const { create } = reconcile(service(), [pod('done', '10.42.0.2', { phase: 'Succeeded' })]);
    expect(create).toMatchObject([{ endpoints: [], ports: [] }]);
    expect(reconcile(service(), [], [stored(create[0]!)])).toEqual({ create: [], update: [], remove: [] });
  });

  it('keep the placeholder’s name when the first pod comes', () => {
    const [placeholder] = reconcile(service(), []).create;
    const { create, update, remove } = reconcile(service(), [pod('a', '10.42.0.2')], [stored(placeholder!)]);
    expect([create, remove]).toEqual([[], []]);
    expect(update).toMatchObject([{ metadata: { name: 'web-abcde' }, endpoints: [{ addresses: ['10.42.0.2'] }] }]);
  });

  it('are left alone when nothing has changed', () => {
    const pods = [pod('a', '10.42.0.2'), pod('b', '10.42.0.3')];
    const [slice] = reconcile(service(), pods).create;
    expect(reconcile(service(), pods, [stored(slice!)])).toEqual({ create: [], update: [], remove: [] });
  });

  it('are one a family with dual stack', () => {
    const { create } = reconcile(service({ ipFamilies: ['IPv4', 'IPv6'] }), [
      pod('a', '10.42.0.2', { second: 'fd42::2' }),
    ]);
    expect(create.map(({ addressType, endpoints }) => [addressType, endpoints?.[0]?.addresses[0]])).toEqual([
      ['IPv4', '10.42.0.2'],
      ['IPv6', 'fd42::2'],
    ]);
  });

  it('are one a set of ports, and leave out a named port that a pod does not have', () => {
    const { create } = reconcile(service(), [pod('a', '10.42.0.2'), pod('b', '10.42.0.3', { port: 'web' })]);
    expect(create.map(({ ports, endpoints }) => [ports?.length, endpoints?.[0]?.targetRef?.name])).toEqual([
      [1, 'a'],
      [0, 'b'],
    ]);
  });

  it('hold a hundred endpoints each, and fill up before a new one is made', () => {
    const many = Array.from({ length: 150 }, (_, index) => pod(`p${index}`, `10.42.0.${index + 2}`));
    const { create } = reconcile(service(), many);
    expect(create.map(({ endpoints }) => endpoints?.length)).toEqual([100, 50]);
    const slices = create.map((slice, index) => stored(slice, `web-${index}`));
    const changes = reconcile(service(), [...many, pod('new', '10.42.1.2')], slices);
    expect(changes.create).toEqual([]);
    expect(changes.update.map(({ metadata, endpoints }) => [metadata.name, endpoints?.length])).toEqual([
      ['web-1', 51],
    ]);
  });

  it('are marked headless without a cluster address', () => {
    const labels = reconcile(service({ clusterIP: 'None' }), []).create[0]?.metadata.labels;
    expect(labels?.['service.kubernetes.io/headless']).toBe('');
  });

  it('are not made any more for a service that is being deleted', () => {
    const subject = service();
    const deleted = { ...subject, metadata: { ...subject.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(reconcile(deleted, [pod('a', '10.42.0.2')]).create).toEqual([]);
  });
});
