import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../kube/object.ts';
import { assumeNodes } from './assumed-nodes.ts';

const asking = (...specs: object[]) =>
  assumeNodes(
    specs.map((spec, index) => ({
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: `pod-${index}` }, spec } as UnknownObject,
    })),
  );
const told = (...specs: object[]) => asking(...specs).nodes.map(({ name, labels }) => [name, labels]);
const term = (...matchExpressions: object[]) => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
  },
});

describe('assumed nodes', () => {
  test('are three when nothing is asked for, with room for whatever runs', () => {
    expect(told()).toEqual([
      ['node-1', {}],
      ['node-2', {}],
      ['node-3', {}],
    ]);
    expect(asking().nodes[0]).toMatchObject({ role: 'control-plane', address: '192.168.88.11', cpus: 64 });
  });

  test.each([
    ['a selector', { nodeSelector: { disk: 'ssd' } }, { disk: 'ssd' }],
    [
      'a selector deep in the values of a release',
      { values: { a: [{ nodeSelector: { disk: 'ssd' } }] } },
      { disk: 'ssd' },
    ],
    ['an affinity', term({ key: 'disk', operator: 'In', values: ['ssd', 'hdd'] }), { disk: 'ssd' }],
    ['an affinity to whatever value', term({ key: 'gpu', operator: 'Exists' }), { gpu: 'true' }],
    ['a label selector', { nodeSelectors: [{ matchLabels: { edge: 'yes' } }] }, { edge: 'yes' }],
  ])('fulfil %s, all of them', (_, spec, labels) => {
    expect(told(spec).map(([, each]) => each)).toEqual([labels, labels, labels]);
  });

  test('are more where selectors exclude each other', () => {
    const nodes = told({ nodeSelector: { disk: 'hdd' } }, { nodeSelector: { disk: 'ssd' } });
    expect(nodes.map(([, labels]) => (labels as Record<string, string>).disk).sort()).toEqual([
      'hdd',
      'hdd',
      'hdd',
      'ssd',
      'ssd',
      'ssd',
    ]);
  });

  test('speak both families when a Service asks for both', () => {
    expect(asking({ ipFamilyPolicy: 'RequireDualStack' }).nodes[0]?.address).toEqual(['192.168.88.11', 'fd00:88::11']);
  });

  test('what every node of a home has is known', () => {
    expect(asking({ nodeSelector: { 'kubernetes.io/os': 'linux' } }).findings).toEqual([]);
  });

  test.each([
    ['is put in later', { nodeSelector: { disk: `\${DISK}`, 'kubernetes.io/hostname': `\${NODE}` } }],
    ['no node can be called', { nodeSelector: { 'kubernetes.io/hostname': 'Node_One' } }],
  ])('are not called by what %s', (_, spec) => {
    expect(told(spec)).toEqual(told());
    expect(asking(spec).findings).toEqual([]);
  });

  test('have nothing of what a definition says of its fields', () => {
    const field = { nodeSelector: { type: 'string', description: 'a node' } };
    const spec = { versions: [{ schema: { openAPIV3Schema: { properties: field } } }] };
    const kind = 'CustomResourceDefinition';
    const object = { apiVersion: 'apiextensions.k8s.io/v1', kind, metadata: { name: 'pools.example.org' }, spec };
    expect(assumeNodes([{ object }])).toEqual(assumeNodes([]));
  });

  test('have nothing of what nobody applies', () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'old' },
      spec: { nodeSelector: { disk: 'ssd' } },
    };
    expect(assumeNodes([{ object, loose: true }])).toEqual(assumeNodes([]));
  });

  test('come out the same in whatever order objects come', () => {
    const specs = [{ nodeSelector: { a: '1' } }, { nodeSelector: { a: '2' } }, { nodeSelector: { b: '3' } }];
    expect(told(...specs.toReversed())).toEqual(told(...specs));
  });
});
