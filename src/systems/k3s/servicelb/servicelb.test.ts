import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestCluster, type TestCluster } from '../../../controlplane/test-world.ts';
import { kinds, type Node, type Pod, type Service } from '../../../kube/types.ts';
import { servicelbControllers } from './controllers.ts';
import { daemonSetOf } from './daemon-set.ts';
import { explainAddress, explainPending } from './explain-address.ts';
import { daemonSetName } from './names.ts';
import { addressesFor } from './status.ts';

const uid = '0a1b2c3d-0000-4000-8000-000000000000';
const service = (spec: object = {}, metadata: object = {}): Service =>
  ({
    ...kinds.Service,
    metadata: { name: 'gate', namespace: 'edge', uid, ...metadata },
    spec: {
      type: 'LoadBalancer',
      clusterIPs: ['10.43.0.9'],
      ipFamilies: ['IPv4'],
      ports: [{ name: 'web', port: 80, nodePort: 30080, protocol: 'TCP' }],
      ...spec,
    },
  }) as Service;

describe('the DaemonSet of a Service', () => {
  test.each([
    ['gate', 'svclb-gate-0a1b2c3d'],
    ['a'.repeat(60), `svclb-${'a'.repeat(48)}-0a1b2c3d`],
    [`${'a'.repeat(46)}--bcd`, `svclb-${'a'.repeat(46)}-0a1b2c3d`],
  ])('of %s is called %s', (name, expected) => {
    expect(daemonSetName(service({}, { name }))).toBe(expected);
  });

  const podOf = (of: Service, hasSelector = false) =>
    (daemonSetOf(of, hasSelector) as unknown as { spec: { template: { spec: Record<string, never> } } }).spec.template
      .spec;
  const containers = (of: Service) =>
    podOf(of).containers as unknown as { ports: object[]; env: { name: string; value?: string }[] }[];
  const env = (of: Service) => Object.fromEntries(containers(of)[0]!.env.map(({ name, value }) => [name, value]));

  test('has a container and a hostPort for each port', () => {
    const ports = [{ port: 80 }, { port: 53, protocol: 'UDP' }];
    expect(containers(service({ ports })).map((each) => each.ports)).toEqual([
      [{ name: 'lb-tcp-80', containerPort: 80, hostPort: 80, protocol: 'TCP' }],
      [{ name: 'lb-udp-53', containerPort: 53, hostPort: 53, protocol: 'UDP' }],
    ]);
  });

  test.each([
    ['the address of the cluster', {}, { DEST_IPS: '10.43.0.9', DEST_PORT: '80', SRC_RANGES: '0.0.0.0/0' }],
    ['its node', { externalTrafficPolicy: 'Local' }, { DEST_IPS: undefined, DEST_PORT: '30080' }],
    [
      'it for some networks',
      { loadBalancerSourceRanges: ['192.168.1.0/24', '10.0.0.0/8'] },
      { SRC_RANGES: '10.0.0.0/8,192.168.1.0/24' },
    ],
    ['both families', { ipFamilies: ['IPv4', 'IPv6'] }, { SRC_RANGES: '0.0.0.0/0,::/0' }],
  ])('passes on to %s', (_, spec, expected) => {
    expect(env(service(spec))).toMatchObject(expected);
  });

  test.each([
    [false, {}, undefined],
    [true, {}, { 'svccontroller.k3s.cattle.io/enablelb': 'true' }],
    [
      true,
      { labels: { 'svccontroller.k3s.cattle.io/lbpool': 'edge' } },
      { 'svccontroller.k3s.cattle.io/enablelb': 'true', 'svccontroller.k3s.cattle.io/lbpool': 'edge' },
    ],
    [false, { labels: { 'svccontroller.k3s.cattle.io/lbpool': 'edge' } }, undefined],
  ])('where nodes say so (%s) selects by %j %j', (hasSelector, metadata, expected) => {
    expect(podOf(service({}, metadata), hasSelector).nodeSelector).toEqual(expected);
  });

  test('tolerates what its annotation says beside the usual', () => {
    const annotations = { 'svccontroller.k3s.cattle.io/tolerations': '- { key: gpu, operator: Exists }' };
    expect(
      (podOf(service({}, { annotations })).tolerations as unknown as { key: string }[]).map(({ key }) => key),
    ).toEqual(['node-role.kubernetes.io/master', 'node-role.kubernetes.io/control-plane', 'CriticalAddonsOnly', 'gpu']);
  });
});

describe('the addresses of a Service', () => {
  const node = (name: string, ...addresses: [type: string, address: string][]): Node =>
    ({
      ...kinds.Node,
      metadata: { name },
      status: { addresses: addresses.map(([type, address]) => ({ type, address })) },
    }) as Node;
  const pod = (nodeName: string, ready = true): Pod =>
    ({
      ...{ ...kinds.Pod, metadata: { name: `on-${nodeName}` }, spec: { nodeName, containers: [] } },
      status: { podIP: '10.42.0.1', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    }) as unknown as Pod;
  const nodes = [
    node('a', ['InternalIP', '192.168.1.2'], ['InternalIP', 'fd00::2']),
    node('b', ['InternalIP', '192.168.1.1']),
    node('c', ['InternalIP', '192.168.1.3'], ['ExternalIP', '203.0.113.3']),
  ];
  const slices = [
    {
      endpoints: [{ addresses: ['10.42.0.5'], nodeName: 'b', conditions: { ready: true }, targetRef: { kind: 'Pod' } }],
    },
  ] as never;

  test.each([
    ['are those of the nodes of its pods, sorted as texts', ['a', 'b'], {}, ['192.168.1.1', '192.168.1.2']],
    ['are external ones where any node has one', ['a', 'c'], {}, ['203.0.113.3']],
    [
      'are by family in its order',
      ['a', 'b'],
      { ipFamilies: ['IPv6', 'IPv4'] },
      ['fd00::2', '192.168.1.1', '192.168.1.2'],
    ],
    [
      'are of nodes with a ready endpoint alone where traffic stays there',
      ['a', 'b'],
      { externalTrafficPolicy: 'Local' },
      ['192.168.1.1'],
    ],
    ['are none without pods', [], {}, []],
  ])('%s', (_, on, spec, expected) => {
    const pods = on.map((name) => pod(name));
    expect(
      addressesFor({ service: service(spec), pods: [...pods, pod('c', false)].slice(0, pods.length), nodes, slices }),
    ).toEqual(expected);
  });
});

describe('servicelb', () => {
  let world: TestCluster;
  beforeEach(async () => {
    world = await startTestCluster();
    world.addControllers(servicelbControllers());
    await world.create({ ...kinds.ServiceAccount, metadata: { name: 'svclb', namespace: 'kube-system' } });
  });
  afterEach(() => world.stop());

  const own = (name: string, spec: object = {}) => ({
    ...kinds.Service,
    metadata: { name, namespace: 'default' },
    spec: { type: 'LoadBalancer', selector: { app: name }, ports: [{ port: 80 }], ...spec },
  });
  const get = async (name: string) => (await world.cluster.get<Service>(kinds.Service, name, 'default'))!;
  const addresses = async (name: string) => ((await get(name)).status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);

  test('gives a Service the addresses of all nodes, and tells so', async () => {
    await world.create(own('gate'));
    await world.pass(60);
    expect(await addresses('gate')).toEqual(['192.168.88.11', '192.168.88.21', '192.168.88.22']);
    expect((await world.events('gate')).at(-1)).toMatch(
      /^UpdatedLoadBalancer: Updated LoadBalancer with new IPs: \[.*\] -> \[192\.168\.88\.11 192\.168\.88\.21 192\.168\.88\.22\]$/,
    );
    const found = await explainAddress(world.cluster, await get('gate'), { address: '192.168.88.21' });
    expect(found?.nodes).toEqual(['node-1']);
    expect(found?.seenAs?.address).toMatch(/^10\.42\./);
    expect(world.failures()).toEqual([]);
  });

  test('leaves the second Service with a port waiting, and says why', async () => {
    await world.create(own('gate'));
    await world.pass(60);
    await world.create(own('other'));
    await world.pass(60);
    expect(await addresses('other')).toEqual([]);
    expect((await explainPending(world.cluster, await get('other')))?.message).toContain("didn't have free ports");
  });

  test('uses nodes that are enabled where any says so', async () => {
    const body = { metadata: { labels: { 'svccontroller.k3s.cattle.io/enablelb': 'true' } } };
    await world.create(own('gate'));
    await world.cluster.patch(kinds.Node, 'node-2', undefined, { type: 'merge', body });
    await world.pass(120);
    expect(await addresses('gate')).toEqual(['192.168.88.22']);
  });

  test('leaves a Service alone that names a class, and takes everything back with a Service', async () => {
    await world.create(own('far', { loadBalancerClass: 'example.org/far' }));
    await world.create(own('gate'));
    await world.pass(60);
    expect(await addresses('far')).toEqual([]);
    expect((await world.list(kinds.DaemonSet, 'kube-system')).length).toBe(1);
    await world.cluster.delete(kinds.Service, 'gate', 'default');
    await world.pass(60);
    expect(await world.list(kinds.DaemonSet, 'kube-system')).toEqual([]);
    expect(await world.cluster.get(kinds.Service, 'gate', 'default')).toBeUndefined();
  });

  test('does nothing where it is left out', async () => {
    await world.cluster.delete(kinds.ServiceAccount, 'svclb', 'kube-system');
    await world.create(own('gate'));
    await world.pass(60);
    expect(await world.list(kinds.DaemonSet, 'kube-system')).toEqual([]);
  });

  test('replaces what another has written when its pods change, and not before', async () => {
    await world.create(own('gate'));
    await world.pass(60);
    const body = { status: { loadBalancer: { ingress: [{ ip: '192.168.88.60' }] } } };
    await world.cluster.patch(kinds.Service, 'gate', 'default', { type: 'merge', body, subresource: 'status' });
    await world.pass(60);
    expect(await addresses('gate')).toEqual(['192.168.88.60']);
    const [pod] = await world.list(kinds.Pod, 'kube-system');
    await world.cluster.delete(kinds.Pod, pod!.metadata.name, 'kube-system');
    await world.pass(60);
    expect(await addresses('gate')).not.toContain('192.168.88.60');
  });
});
