import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { composePart } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { chart } from './chart.ts';
import { component } from './component.ts';

const compose = (input: Partial<LabInput> = {}) =>
  composePart(
    component,
    labDefinition.schema.parse({
      name: 'barn',
      repository: { url: 'https://git.example.org/barn.git' },
      network: { cidr: '10.0.0.0/24' },
      nodes: [{ name: 'n1', address: '10.0.0.2' }],
      addresses: { pools: [{ name: 'all', addresses: ['10.0.0.9'] }] },
      ingress: { address: '10.0.0.9' },
      certificates: { issuer: { type: 'internal-ca' }, domains: ['barn.example.org'] },
      ...input,
    }),
  );

const spec = <T = Record<string, unknown>>(object: unknown) => (object as { spec: T }).spec;
const releaseOf = (parts: ReturnType<typeof compose>) =>
  spec<{ chart: { spec: { version: string } }; values: Values }>(
    parts.controller.find(({ file }) => file === 'helmrelease.yaml')!.object,
  );
const tainted = (key: string, effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule' = 'NoSchedule', name = 'n1') => ({
  name,
  address: '10.0.0.2',
  taints: [{ key, effect }],
});

describe('MetalLB of a lab', () => {
  test('runs in a namespace that admits the speaker', () => {
    const { metadata } = compose().controller[0]!.object;
    expect(metadata.labels).toEqual({
      'pod-security.kubernetes.io/enforce': 'privileged',
      'pod-security.kubernetes.io/audit': 'privileged',
      'pod-security.kubernetes.io/warn': 'privileged',
    });
  });

  test('announces every pool', () => {
    const pools = [
      { name: 'one', addresses: ['10.0.0.9', 'fd00::9'], autoAssign: false },
      { name: 'many', addresses: ['10.0.0.16/28', '10.0.0.40-10.0.0.49'] },
    ];
    const { config } = compose({ addresses: { pools } });
    expect(config.map(({ file, object }) => [file, spec(object)])).toEqual([
      ['ipaddresspool-one.yaml', { addresses: ['10.0.0.9/32', 'fd00::9/128'], autoAssign: false }],
      ['l2advertisement-one.yaml', { ipAddressPools: ['one'] }],
      ['ipaddresspool-many.yaml', { addresses: ['10.0.0.16/28', '10.0.0.40-10.0.0.49'], autoAssign: true }],
      ['l2advertisement-many.yaml', { ipAddressPools: ['many'] }],
    ]);
  });

  test('announces pools as each of them says, together where they name one advertisement', () => {
    const pools = [
      {
        name: 'one',
        addresses: '10.0.0.9',
        services: { namespaces: 'traefik', namespaceLabels: { b: '2', a: '1' }, labels: { edge: 'yes' }, priority: 10 },
        advertisement: { name: 'lan', interfaces: 'eth0', nodes: { edge: 'yes' } },
      },
      { name: 'two', addresses: '10.0.0.10', advertisement: { name: 'lan' } },
    ];
    const { config } = compose({ addresses: { pools } });
    expect(config.map(({ file, object }) => [file, spec(object)])).toEqual([
      [
        'ipaddresspool-one.yaml',
        {
          addresses: ['10.0.0.9/32'],
          autoAssign: true,
          serviceAllocation: {
            priority: 10,
            namespaces: ['traefik'],
            namespaceSelectors: [{ matchLabels: { a: '1', b: '2' } }],
            serviceSelectors: [{ matchLabels: { edge: 'yes' } }],
          },
        },
      ],
      [
        'l2advertisement-lan.yaml',
        { ipAddressPools: ['one', 'two'], interfaces: ['eth0'], nodeSelectors: [{ matchLabels: { edge: 'yes' } }] },
      ],
      ['ipaddresspool-two.yaml', { addresses: ['10.0.0.10/32'], autoAssign: true }],
    ]);
  });

  test('speaks from nodes with whatever taint where the lab says so', () => {
    const pools = [{ name: 'all', addresses: ['10.0.0.9'] }];
    const { values } = releaseOf(compose({ addresses: { pools, everyTaint: true } }));
    expect(values.speaker).toMatchObject({ tolerations: [{ operator: 'Exists' }] });
  });

  test.each(['0.14.9', '0.16.1'])('runs no BGP daemon beside the speakers, with chart %s', async (version) => {
    const { values, chart: reference } = releaseOf(compose({ versions: { metallb: version } }));
    expect(reference.spec.version).toBe(version);
    const release = { name: 'metallb', namespace: 'metallb-system', version, values };
    const { objects, error, unknown } = chart.render(release);
    expect({ error, unknown }).toEqual({ error: undefined, unknown: [] });
    const workloads = objects
      .filter(({ kind }) => kind === 'DaemonSet' || kind === 'Deployment')
      .map(({ metadata }) => metadata.name);
    expect(workloads.sort()).toEqual(['metallb-controller', 'metallb-speaker']);
    expect(containersOf(objects, 'metallb-speaker')).toEqual(['speaker']);
    const crds = (await chart.crds(release)).map(({ metadata }) => metadata.name);
    expect(crds).toContain('ipaddresspools.metallb.io');
    expect(crds.filter((name) => name.endsWith('frrk8s.metallb.io'))).toEqual([]);
  });

  test('speaks from nodes with taints of their own, beyond what it tolerates anyway', () => {
    const nodes = [
      tainted('node-role.kubernetes.io/control-plane'),
      tainted('storage', 'NoExecute', 'n2'),
      tainted('spot', 'PreferNoSchedule', 'n3'),
    ];
    const { values } = releaseOf(compose({ nodes }));
    expect(values.speaker).toMatchObject({
      tolerateMaster: true,
      tolerations: [{ key: 'storage', operator: 'Exists', effect: 'NoExecute' }],
    });
    expect(values.controller).toBeUndefined();
  });

  test.each([
    ['talos', 'control-plane', true],
    ['existing', 'control-plane', true],
    ['talos', 'worker', undefined],
    ['k3s', 'control-plane', undefined],
  ] as const)(
    'on %s announces from nodes that are all %s: said to ignore the label %s',
    (distribution, role, ignored) => {
      const { values } = releaseOf(compose({ distribution, nodes: [{ name: 'n1', address: '10.0.0.2', role }] }));
      expect((values.speaker as Values).ignoreExcludeLB).toBe(ignored);
    },
  );

  test('lets its controller tolerate taints when every node has one', () => {
    const { values } = releaseOf(compose({ nodes: [tainted('node-role.kubernetes.io/control-plane')] }));
    expect(values.controller).toEqual({
      tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
    });
  });
});

function containersOf(objects: readonly UnknownObject[], name: string): string[] {
  const workload = objects.find(({ kind, metadata }) => kind === 'DaemonSet' && metadata.name === name);
  const { template } = spec<{ template: { spec: { containers: { name: string }[] } } }>(workload);
  return template.spec.containers.map((container) => container.name);
}

test.each([
  ['nodes that are all labelled as no place for load balancers', 'k3s', ['x', 'x'], true],
  ['one node that is not', 'k3s', ['x', undefined], false],
  ['control planes of Talos alone', 'talos', [undefined, undefined], true],
] as const)('MetalLB is told to ignore the label for %s', (_, distribution, values, ignored) => {
  const nodes = values.map((value, i) => ({
    name: `n${i}`,
    address: `10.0.0.${i + 2}`,
    role: 'control-plane' as const,
    ...(value !== undefined && { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': value } }),
  }));
  const { speaker } = releaseOf(compose({ distribution, nodes })).values as { speaker: { ignoreExcludeLB?: boolean } };
  expect(speaker.ignoreExcludeLB).toBe(ignored ? true : undefined);
});
