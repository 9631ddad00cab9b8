import { describe, expect, it } from 'vitest';
import type { Node, Pod, PodSpec } from '../../kube/types.ts';
import { schedulePod } from './schedule-pod.ts';

const node = (
  name: string,
  change: { labels?: Record<string, string>; spec?: Node['spec']; allocatable?: Record<string, string> } = {},
): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, ...change.labels } },
  spec: change.spec,
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...change.allocatable } },
});

const pod = (name: string, spec: Partial<PodSpec> = {}, labels: Record<string, string> = { app: name }): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
});

const views = (...nodes: readonly (Node | readonly [Node, ...Pod[]])[]) =>
  nodes.map((entry) => {
    const [first, ...pods] = 'metadata' in entry ? [entry] : entry;
    return { node: first, pods };
  });

const selector = (app: string) => ({ matchLabels: { app } });
const hostname = 'kubernetes.io/hostname';
const apart = (app: string): Partial<PodSpec> => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: selector(app), topologyKey: hostname }],
    },
  },
});
const together = (app: string): Partial<PodSpec> => ({
  affinity: {
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: selector(app), topologyKey: hostname }],
    },
  },
});
const spread = (whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway'): Partial<PodSpec> => ({
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable, labelSelector: selector('web') }],
});
const controlPlane = { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } as const;
const requests = (cpu: string): Partial<PodSpec> => ({
  containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }],
});
const hostPort = (port: number): Partial<PodSpec> => ({
  containers: [{ name: 'c', image: 'i', ports: [{ containerPort: port, hostPort: port }] }],
});

describe('a pod goes', () => {
  const table: readonly [where: string, pod: Pod, nodes: ReturnType<typeof views>, chosen: string][] = [
    ['to the node with the fewest pods', pod('web'), views([node('a'), pod('x')], node('b')), 'b'],
    ['to the first by name among equals', pod('web'), views(node('b'), node('a')), 'a'],
    ['where it tolerates the taints', pod('web'), views(node('a', { spec: controlPlane }), node('b')), 'b'],
    [
      'onto a tainted node that it tolerates',
      pod('web', { tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] }),
      views(node('a', { spec: controlPlane }), [node('b'), pod('x')]),
      'a',
    ],
    [
      'rather not onto a node it had better avoid',
      pod('web'),
      views(node('a', { spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] } }), [node('b'), pod('x')]),
      'b',
    ],
    [
      'where its selector points',
      pod('web', { nodeSelector: { disk: 'ssd' } }),
      views(node('a'), node('b', { labels: { disk: 'ssd' } })),
      'b',
    ],
    [
      'away from its like with anti-affinity',
      pod('web-2', apart('web'), { app: 'web' }),
      views([node('a'), pod('web')], [node('b'), pod('x'), pod('y')]),
      'b',
    ],
    ['to its like with affinity', pod('side', together('web')), views(node('a'), [node('b'), pod('web')]), 'b'],
    [
      'anywhere as the first of a group that wants to be together',
      pod('web', together('web')),
      views(node('a'), node('b')),
      'a',
    ],
    [
      'to the emptier zone with hard spreading',
      pod('web-3', spread('DoNotSchedule'), { app: 'web' }),
      views(
        [node('a', { labels: { zone: '1' } }), pod('web')],
        [node('b', { labels: { zone: '2' } }), pod('x'), pod('y')],
      ),
      'b',
    ],
    [
      'to the emptier zone with soft spreading',
      pod('web-3', spread('ScheduleAnyway'), { app: 'web' }),
      views(
        [node('a', { labels: { zone: '1' } }), pod('web')],
        [node('b', { labels: { zone: '2' } }), pod('x'), pod('y')],
      ),
      'b',
    ],
    [
      'where there is room',
      pod('web', requests('3')),
      views([node('a'), pod('x', requests('2'))], [node('b'), pod('y'), pod('z')]),
      'b',
    ],
    [
      'where its host port is free',
      pod('web', hostPort(80)),
      views([node('a'), pod('x', hostPort(80))], [node('b'), pod('y'), pod('z')]),
      'b',
    ],
    [
      'where it prefers to be',
      pod('web', {
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'Exists' }] } },
            ],
          },
        },
      }),
      views(node('a'), [node('b', { labels: { disk: 'ssd' } }), pod('x')]),
      'b',
    ],
  ];
  it.each(table)('%s', (_where, wanted, nodes, chosen) => {
    expect(schedulePod(wanted, nodes)).toEqual({ node: chosen });
  });
});

describe('a pod that fits nowhere', () => {
  const helpless = (count: number) =>
    `no new claims to deallocate, preemption: 0/${count} nodes are available: ${count} Preemption is not helpful for scheduling.`;
  const victims = (count: number) =>
    `no new claims to deallocate, preemption: 0/${count} nodes are available: ${count} No preemption victims found for incoming pod.`;
  const table: readonly [why: string, pod: Pod, nodes: ReturnType<typeof views>, message: string][] = [
    ['without nodes', pod('web'), [], 'no nodes available to schedule pods'],
    [
      'by taints and selectors',
      pod('web', { nodeSelector: { disk: 'ssd' } }),
      views(node('a', { spec: controlPlane }), node('b'), node('c')),
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. ${helpless(3)}`,
    ],
    [
      'on cordoned nodes',
      pod('web'),
      views(node('a', { spec: { unschedulable: true } })),
      `0/1 nodes are available: 1 node(s) were unschedulable. ${helpless(1)}`,
    ],
    [
      'for lack of ports',
      pod('web', hostPort(80)),
      views([node('a'), pod('x', hostPort(80))]),
      `0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. ${victims(1)}`,
    ],
    [
      'for lack of room',
      pod('web', requests('3')),
      views([node('a'), pod('x', requests('2'))]),
      `0/1 nodes are available: 1 Insufficient cpu. ${victims(1)}`,
    ],
    [
      'on nodes too small for it',
      pod('web', requests('5')),
      views(node('a')),
      `0/1 nodes are available: 1 Insufficient cpu. ${helpless(1)}`,
    ],
    [
      'on full nodes',
      pod('web'),
      views([node('a', { allocatable: { pods: '1' } }), pod('x')]),
      `0/1 nodes are available: 1 Too many pods. ${victims(1)}`,
    ],
    [
      'by anti-affinity',
      pod('web-2', apart('web'), { app: 'web' }),
      views([node('a'), pod('web')]),
      `0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules. ${victims(1)}`,
    ],
    [
      'by the anti-affinity of others',
      pod('web-2', {}, { app: 'web' }),
      views([node('a'), pod('x', apart('web'))]),
      `0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules. ${victims(1)}`,
    ],
    [
      'by affinity',
      pod('side', together('web')),
      views(node('a')),
      `0/1 nodes are available: 1 node(s) didn't match pod affinity rules. ${helpless(1)}`,
    ],
    [
      'without the label to spread over',
      pod('web', spread('DoNotSchedule')),
      views(node('a')),
      `0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label). ${helpless(1)}`,
    ],
    [
      'as a daemon pod whose node is closed to it',
      pod('agent', {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }],
            },
          },
        },
      }),
      views(node('a', { spec: controlPlane }), node('b')),
      `0/2 nodes are available: 1 node(s) didn't satisfy plugin(s) [NodeAffinity], 1 node(s) had untolerated taint(s). ${helpless(2)}`,
    ],
  ];
  it.each(table)('%s is told so in upstream’s words', (_why, wanted, nodes, message) => {
    expect(schedulePod(wanted, nodes)).toEqual({ message });
  });
});
