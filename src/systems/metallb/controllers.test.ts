import { describe, expect, test } from 'vitest';
import { setNodeAlive } from '../../controlplane/nodes/create-nodes.ts';
import { kinds } from '../../kube/types.ts';
import { chart } from './chart.ts';
import { advertisement, appPod, balancer, release, startMetallb } from './fixtures/cluster.ts';
import { pool } from './fixtures/objects.ts';
import { metallbKinds, type ServiceL2Status } from './objects.ts';

const gate = pool('gate', ['192.168.1.240/29']);
type Metallb = Awaited<ReturnType<typeof startMetallb>>;

/** MetalLB with a pool, an advertisement and one app, its Service answered. */
async function running(options: { webhooks?: boolean } = {}): Promise<Metallb> {
  const metallb = await startMetallb('assumed', options);
  await metallb.pass(1);
  await metallb.create(gate, advertisement('gate'), appPod('web-0', 'web'), balancer('web', 'web'));
  await metallb.pass(60);
  return metallb;
}

const announcers = async ({ list }: Metallb) =>
  ((await list(metallbKinds.ServiceL2Status)) as ServiceL2Status[]).map(({ status }) => status?.node).sort();

test('a Service gets address, pool annotation, events and an announcing node', async () => {
  const metallb = await running();
  const service = await metallb.service('default/web');
  expect(service?.status?.loadBalancer?.ingress).toEqual([{ ip: '192.168.1.240', ipMode: 'VIP' }]);
  expect(service?.metadata.annotations).toEqual({ 'metallb.io/ip-allocated-from-pool': 'gate' });
  expect(await metallb.events('default/web')).toEqual([
    'metallb-controller Normal IPAllocated Assigned IP ["192.168.1.240"]',
    'metallb-speaker Normal nodeAssigned announcing from node "k8s-0" with protocol "layer2"',
  ]);
  const [status] = await metallb.list(metallbKinds.ServiceL2Status);
  expect(status).toMatchObject({
    metadata: {
      name: expect.stringMatching(/^l2-[a-z0-9]{5}$/),
      namespace: 'metallb-system',
      labels: {
        'metallb.io/node': 'k8s-0',
        'metallb.io/service-name': 'web',
        'metallb.io/service-namespace': 'default',
      },
    },
    status: { node: 'k8s-0', serviceName: 'web', serviceNamespace: 'default' },
  });
  expect((await metallb.list(metallbKinds.IPAddressPool))[0]!.status).toEqual({
    assignedIPv4: 1,
    assignedIPv6: 0,
    availableIPv4: 7,
    availableIPv6: 0,
  });
  expect(metallb.failures()).toEqual([]);
});

describe('the controller', () => {
  test('leaves Services pending without a word until there is a pool', async () => {
    const metallb = await startMetallb('assumed');
    await metallb.create(balancer('web', 'web'));
    await metallb.pass(30);
    expect(await metallb.addresses('default/web')).toEqual([]);
    expect(await metallb.events('default/web')).toEqual([]);
    await metallb.create(gate);
    await metallb.pass(1);
    expect(await metallb.addresses('default/web')).toEqual(['192.168.1.240']);
  });

  test('keeps the last valid configuration while a pool is invalid that no webhook has seen', async () => {
    const metallb = await running({ webhooks: false });
    await metallb.create(pool('broken', ['192.168.1.10']), balancer('second', 'web'));
    await metallb.pass(1);
    expect(await metallb.addresses('default/second')).toEqual(['192.168.1.241']);
  });

  test('looks at waiting Services again when an address becomes free', async () => {
    const metallb = await startMetallb('assumed');
    await metallb.pass(1);
    await metallb.create(pool('one', ['192.168.1.240/32']), balancer('a', 'web'));
    await metallb.pass(1);
    await metallb.create(balancer('b', 'web'));
    await metallb.pass(1);
    expect(await metallb.addresses('default/b')).toEqual([]);
    expect(await metallb.events('default/b')).toEqual([
      'metallb-controller Warning AllocationFailed Failed to allocate IP for "default/b": no available IPs',
    ]);
    await metallb.cluster.delete(kinds.Service, 'a', 'default');
    await metallb.pass(1);
    expect(await metallb.addresses('default/b')).toEqual(['192.168.1.240']);
  });

  test('takes the address back when the Service is no LoadBalancer any more', async () => {
    const metallb = await running();
    const patch = { type: 'merge', body: { spec: { type: 'ClusterIP' } } } as const;
    await metallb.cluster.patch(kinds.Service, 'web', 'default', patch);
    await metallb.pass(1);
    expect(await metallb.addresses('default/web')).toEqual([]);
    expect((await metallb.service('default/web'))?.metadata.annotations ?? {}).toEqual({});
    expect(await announcers(metallb)).toEqual([]);
  });

  test('takes and gives back for ever, but not in no time, where both families are preferred and the cluster has one', async () => {
    const metallb = await startMetallb('assumed');
    await metallb.pass(1);
    const dual = pool('dual', ['192.168.1.240/29', 'fc00::/120']);
    await metallb.create(dual, balancer('web', 'web', { ipFamilyPolicy: 'PreferDualStack' }), balancer('next', 'web'));
    await metallb.pass(10);
    const counts = (await metallb.list(kinds.Event)).map(({ message, count }) => [message, Number(count)] as const);
    const again = new Map(counts).get('Assigned additional IP "fc00::"')!;
    expect(again).toBeGreaterThan(10);
    expect(again).toBeLessThan(100);
    expect(await metallb.addresses('default/next')).toEqual([expect.stringMatching(/^192\.168\.1\.24/)]);
    expect(metallb.failures()).toEqual([]);
  });

  test('counts the addresses of a large pool exactly', async () => {
    const metallb = await startMetallb('assumed');
    await metallb.pass(1);
    await metallb.create(pool('large', ['fd00::/64']));
    await metallb.pass(5);
    const [large] = await metallb.list(metallbKinds.IPAddressPool);
    expect(large?.status).toMatchObject({ availableIPv6: 9223372036854775807n, assignedIPv6: 0 });
    expect(metallb.failures()).toEqual([]);
  });

  test('leaves Services of another class alone', async () => {
    const metallb = await running();
    await metallb.create(balancer('other', 'web', { loadBalancerClass: 'example.org/other' }));
    await metallb.pass(5);
    expect(await metallb.addresses('default/other')).toEqual([]);
  });
});

describe('the speakers', () => {
  test('wait for an advertisement, and withdraw with it', async () => {
    const metallb = await running();
    await metallb.cluster.delete(metallbKinds.L2Advertisement, 'gate', 'metallb-system');
    await metallb.pass(1);
    expect(await announcers(metallb)).toEqual([]);
    await metallb.create(advertisement('later', { ipAddressPools: ['gate'], interfaces: ['eth0'] }));
    await metallb.pass(1);
    expect(await announcers(metallb)).toEqual(['k8s-0']);
    expect((await metallb.list(metallbKinds.ServiceL2Status))[0]!.status).toMatchObject({
      interfaces: [{ name: 'eth0' }],
    });
  });

  test('do not announce what no endpoint serves', async () => {
    const metallb = await running();
    await metallb.create(balancer('idle', 'nobody'));
    await metallb.pass(5);
    expect(await metallb.addresses('default/idle')).toEqual(['192.168.1.241']);
    expect(await announcers(metallb)).toEqual(['k8s-0']);
  });

  test('take over from a dead node once they have noticed, and give back when it returns', async () => {
    const metallb = await running();
    await setNodeAlive(metallb.cluster, 'k8s-0', false);
    await metallb.pass(5);
    expect(await announcers(metallb)).toEqual(['k8s-0']);
    await metallb.pass(2);
    // The dead node's own status stays: nobody else deletes it.
    expect(await announcers(metallb)).toEqual(['k8s-0', 'k8s-1']);
    expect((await metallb.events('default/web')).at(-1)).toBe(
      'metallb-speaker Normal nodeAssigned announcing from node "k8s-1" with protocol "layer2"',
    );
    await setNodeAlive(metallb.cluster, 'k8s-0', true);
    await metallb.pass(2);
    expect(await announcers(metallb)).toEqual(['k8s-0']);
    expect(metallb.failures()).toEqual([]);
  });

  test('announce from nodes with an endpoint when the policy is Local', async () => {
    const metallb = await startMetallb('assumed');
    await metallb.pass(1);
    await metallb.create(appPod('web-0', 'web', 'k8s-2'), balancer('web', 'web', { externalTrafficPolicy: 'Local' }));
    await metallb.pass(30);
    await metallb.create(gate, advertisement('gate'));
    await metallb.pass(1);
    expect(await announcers(metallb)).toEqual(['k8s-2']);
  });
});

describe('MetalLB among the objects', () => {
  test('acts once its pods run, by the flags of its chart', async () => {
    const metallb = await startMetallb('by-objects');
    await metallb.create({ ...kinds.Namespace, metadata: { name: 'metallb-system' } });
    await metallb.pass(1);
    await metallb.create(
      gate,
      advertisement('gate'),
      appPod('web-0', 'web'),
      balancer('web', 'web', { loadBalancerClass: 'lab' }),
      balancer('plain', 'web'),
    );
    await metallb.pass(60);
    expect(await metallb.addresses('default/web')).toEqual([]);
    await metallb.create(
      ...chart.render({ ...release, values: { ...release.values, loadBalancerClass: 'lab' } }).objects,
    );
    await metallb.pass(120);
    expect(await metallb.addresses('default/web')).toEqual(['192.168.1.240']);
    expect(await metallb.addresses('default/plain')).toEqual([]);
    expect(await announcers(metallb)).toEqual(['k8s-0']);
    const [status] = await metallb.list(metallbKinds.ServiceL2Status);
    expect(status!.metadata.ownerReferences?.[0]).toMatchObject({
      kind: 'Pod',
      name: expect.stringContaining('metallb-speaker'),
    });
    expect(metallb.failures()).toEqual([]);
  });

  test('hands out nothing while its controller is down, and remembers by the status of Services', async () => {
    const metallb = await startMetallb('by-objects', { webhooks: false });
    await metallb.create({ ...kinds.Namespace, metadata: { name: 'metallb-system' } });
    const withoutHooks = chart.render(release).objects.filter(({ kind }) => !kind.endsWith('WebhookConfiguration'));
    await metallb.create(...withoutHooks, gate, advertisement('gate'), balancer('first', 'web'));
    await metallb.pass(60);
    expect(await metallb.addresses('default/first')).toEqual(['192.168.1.240']);
    const scale = (replicas: number) =>
      metallb.cluster.patch(kinds.Deployment, 'metallb-controller', 'metallb-system', {
        type: 'merge',
        body: { spec: { replicas } },
      });
    await scale(0);
    await metallb.pass(60);
    await metallb.create(balancer('second', 'web'));
    await metallb.pass(60);
    expect(await metallb.addresses('default/second')).toEqual([]);
    await scale(1);
    await metallb.pass(60);
    expect(await metallb.addresses('default/first')).toEqual(['192.168.1.240']);
    expect(await metallb.addresses('default/second')).toEqual(['192.168.1.241']);
  });
});

describe('the webhooks', () => {
  const denied = (name: string, why: string) =>
    `admission webhook "${name}validationwebhook.metallb.io" denied the request: ${why}`;

  test.each<[what: string, object: object, refusal: string]>([
    [
      'a pool that overlaps',
      pool('other', ['192.168.1.247/32']),
      denied(
        'ipaddresspool',
        'CIDR "192.168.1.247/32" in pool "other" overlaps with already defined CIDR "192.168.1.240/29"',
      ),
    ],
    [
      'a pool elsewhere',
      { ...pool('other', ['10.0.0.0/28']), metadata: { name: 'other', namespace: 'default' } },
      denied('ipaddresspool', 'resource must be created in metallb-system namespace'),
    ],
    [
      'an advertisement that names a pool twice',
      advertisement('two', { ipAddressPools: ['gate', 'gate'] }),
      denied('l2advertisement', 'duplicate definition of ipAddressPools "gate"'),
    ],
  ])('deny %s', async (_what, object, refusal) => {
    const metallb = await running();
    await expect(metallb.create(object)).rejects.toThrow(refusal);
    await expect(metallb.create(object)).rejects.toMatchObject({ status: { code: 403, reason: 'Forbidden' } });
  });

  test('deny a change that a pool does not survive, and let its status be written', async () => {
    const metallb = await running();
    const patch = { type: 'merge', body: { spec: { addresses: ['192.168.1.240'] } } } as const;
    await expect(metallb.cluster.patch(metallbKinds.IPAddressPool, 'gate', 'metallb-system', patch)).rejects.toThrow(
      denied(
        'ipaddresspool',
        'parsing address pool gate: invalid CIDR "192.168.1.240" in pool "gate": invalid CIDR "192.168.1.240"',
      ),
    );
  });

  test('stand in the way until the controller runs', async () => {
    const metallb = await startMetallb('by-objects');
    await metallb.create({ ...kinds.Namespace, metadata: { name: 'metallb-system' } });
    await metallb.create(...chart.render(release).objects);
    await metallb.pass(1);
    await expect(metallb.create(gate)).rejects.toThrow(
      /^Internal error occurred: failed calling webhook "ipaddresspoolvalidationwebhook.metallb.io": failed to call webhook: Post "https:\/\/metallb-webhook-service.metallb-system.svc:443\/validate-metallb-io-v1beta1-ipaddresspool\?timeout=10s": dial tcp 10\.43\.\d+\.\d+:443: connect: connection refused$/,
    );
    await metallb.pass(60);
    await metallb.create(gate);
    await expect(metallb.create(pool('other', ['192.168.1.247/32']))).rejects.toThrow('overlaps with already defined');
  });
});
