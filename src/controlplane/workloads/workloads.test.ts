import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conditionOf } from '../../kube/object.ts';
import { type EndpointSlice, kinds, type Pod } from '../../kube/types.ts';
import { selectEndpoints } from '../networking/forwarding-endpoints.ts';
import { deployment, podTemplate, startTestCluster, type TestCluster } from '../test-world.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
});
afterEach(() => world.stop());

const one = async (kind: (typeof kinds)[keyof typeof kinds]) => (await world.list(kind, 'default'))[0]!;

describe('a job', () => {
  const job = (spec: object = {}) => ({
    ...kinds.Job,
    metadata: { name: 'migrate', namespace: 'default' },
    spec: { template: { spec: { ...podTemplate('x').spec, restartPolicy: 'Never' } }, ...spec },
  });

  it('runs its pod to the end and says so', async () => {
    await world.create(job());
    await world.pass(5);
    expect((await one(kinds.Job)).status).toMatchObject({ active: 1, ready: 0 });
    await world.pass(60);
    expect((await one(kinds.Job)).status).toMatchObject({ succeeded: 1, ready: 0, terminating: 0 });
    expect(conditionOf(await one(kinds.Job), 'Complete')).toMatchObject({
      status: 'True',
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    });
    expect(await world.events('migrate')).toContain('Completed: Job completed');
  });

  it('runs as many at once as its parallelism says until enough have succeeded', async () => {
    await world.create(job({ completions: 3, parallelism: 2 }));
    await world.pass(5);
    expect(await world.list(kinds.Pod)).toHaveLength(2);
    await world.pass(120);
    expect((await one(kinds.Job)).status).toMatchObject({ succeeded: 3 });
    expect(await world.list(kinds.Pod)).toHaveLength(3);
  });

  it('is deleted with its pods when its time to live is over', async () => {
    await world.create(job({ ttlSecondsAfterFinished: 60 }));
    await world.pass(60);
    expect(await world.list(kinds.Job)).toHaveLength(1);
    await world.pass(60);
    expect(await world.list(kinds.Job)).toEqual([]);
    expect(await world.list(kinds.Pod)).toEqual([]);
  });
});

describe('a claim', () => {
  const claim = (storageClassName: string) => ({
    ...kinds.PersistentVolumeClaim,
    metadata: { name: 'data', namespace: 'default' },
    spec: { storageClassName, accessModes: ['ReadWriteMany'], resources: { requests: { storage: '5Gi' } } },
  });
  const volume = (name: string, storage: string) => ({
    ...kinds.PersistentVolume,
    metadata: { name },
    spec: {
      storageClassName: 'nfs',
      capacity: { storage },
      accessModes: ['ReadWriteMany'],
      nfs: { server: '192.168.88.5', path: '/tank' },
    },
  });
  const mounting = {
    ...kinds.Pod,
    metadata: { name: 'web', namespace: 'default' },
    spec: { ...podTemplate('web').spec, volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  };

  it('takes the smallest volume that is large enough', async () => {
    for (const [name, storage] of [
      ['small', '1Gi'],
      ['large', '50Gi'],
      ['right', '10Gi'],
    ] as const)
      await world.create(volume(name, storage));
    await world.create(claim('nfs'));
    await world.create(mounting);
    await world.pass(30);
    expect(await one(kinds.PersistentVolumeClaim)).toMatchObject({
      spec: { volumeName: 'right' },
      status: { phase: 'Bound', capacity: { storage: '10Gi' } },
    });
    expect((await one(kinds.Pod)).status).toMatchObject({ phase: 'Running' });
    expect(
      (await world.list(kinds.PersistentVolume)).map(({ metadata, status }) => [
        metadata.name,
        (status as { phase: string }).phase,
      ]),
    ).toEqual([
      ['large', 'Available'],
      ['right', 'Bound'],
      ['small', 'Available'],
    ]);
  });

  it('keeps its pod waiting while there is no volume', async () => {
    await world.create(claim('nfs'));
    await world.create(mounting);
    await world.pass(30);
    expect(conditionOf(await one(kinds.Pod), 'PodScheduled')?.message).toBe(
      '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    );
    expect(await world.events('data')).toContain('ProvisioningFailed: storageclass.storage.k8s.io "nfs" not found');
    await world.create(volume('late', '10Gi'));
    await world.pass(30);
    expect((await one(kinds.Pod)).status).toMatchObject({ phase: 'Running' });
  });

  it.each<[what: string, wanted: object, offered: object, event: string]>([
    ['is too small', { resources: { requests: { storage: '11Gi' } } }, {}, 'requested PV is too small'],
    ['has another class', { storageClassName: '' }, {}, 'storageClassName does not match'],
    ['is a bare disk', {}, { volumeMode: 'Block' }, 'incompatible volumeMode'],
    ['cannot be written', {}, { accessModes: ['ReadOnlyMany'] }, 'incompatible accessMode'],
  ])('does not get the volume that it names where that %s', async (_, wanted, offered, why) => {
    const right = volume('right', '10Gi');
    await world.create({ ...right, spec: { ...right.spec, ...offered } });
    await world.create({ ...claim('nfs'), spec: { ...claim('nfs').spec, volumeName: 'right', ...wanted } });
    await world.pass(30);
    expect((await one(kinds.PersistentVolumeClaim)).status).toMatchObject({ phase: 'Pending' });
    expect(await world.events('data')).toEqual([`VolumeMismatch: Cannot bind to requested volume "right": ${why}`]);
  });

  it('does not get the volume of another claim, and any other claim that of its own', async () => {
    const right = volume('right', '10Gi');
    const claimRef = { namespace: 'default', name: 'other' };
    await world.create({ ...right, spec: { ...right.spec, claimRef } });
    await world.create({ ...claim('nfs'), spec: { ...claim('nfs').spec, volumeName: 'right' } });
    await world.create({ ...claim(''), metadata: { name: 'other', namespace: 'default' } });
    await world.pass(30);
    expect(await world.events('data')).toEqual(['FailedBinding: volume "right" already bound to a different claim.']);
    const claims = (await world.list(kinds.PersistentVolumeClaim)) as readonly { status?: { phase: string } }[];
    expect(claims.map(({ status }) => status?.phase)).toEqual(['Pending', 'Bound']);
  });

  it('is not let go while a pod uses it', async () => {
    await world.create(volume('right', '10Gi'));
    await world.create(claim('nfs'));
    await world.create(mounting);
    await world.pass(30);
    await world.cluster.delete(kinds.PersistentVolumeClaim, 'data', 'default');
    await world.pass(30);
    expect(await world.list(kinds.PersistentVolumeClaim)).toHaveLength(1);
    await world.cluster.delete(kinds.Pod, 'web', 'default');
    await world.pass(30);
    expect(await world.list(kinds.PersistentVolumeClaim)).toEqual([]);
    expect((await world.list(kinds.PersistentVolume))[0]).toMatchObject({ status: { phase: 'Released' } });
  });
});

describe('a disruption budget', () => {
  it.each([
    ['minAvailable 2', { minAvailable: 2 }, 2, 1],
    ['maxUnavailable 1', { maxUnavailable: 1 }, 2, 1],
    ['minAvailable 100%', { minAvailable: '100%' }, 3, 0],
  ])('of three pods with %s', async (_what, spec, desiredHealthy, disruptionsAllowed) => {
    await world.create(deployment('web'));
    await world.create({
      ...kinds.PodDisruptionBudget,
      metadata: { name: 'web', namespace: 'default' },
      spec: { ...spec, selector: { matchLabels: { app: 'web' } } },
    });
    await world.pass(60);
    expect((await one(kinds.PodDisruptionBudget)).status).toMatchObject({
      expectedPods: 3,
      currentHealthy: 3,
      desiredHealthy,
      disruptionsAllowed,
    });
  });
});

describe('a service for a box outside the cluster', () => {
  it('gets slices that mirror its hand-made endpoints, and loses them with those', async () => {
    await world.create({
      ...kinds.Service,
      metadata: { name: 'nas', namespace: 'default' },
      spec: { ports: [{ port: 443 }] },
    });
    await world.create({
      ...kinds.Endpoints,
      metadata: { name: 'nas', namespace: 'default' },
      subsets: [{ addresses: [{ ip: '192.168.88.5' }], ports: [{ port: 443 }] }],
    });
    await world.pass(1);
    const slices = (await world.list(kinds.EndpointSlice, 'default')) as readonly EndpointSlice[];
    const service = (await world.cluster.get(kinds.Service, 'nas', 'default')) as never;
    expect(selectEndpoints(service, slices, 443)).toMatchObject([
      { address: '192.168.88.5', port: 443, ready: true, target: undefined },
    ]);
    await world.cluster.delete(kinds.Endpoints, 'nas', 'default');
    await world.pass(1);
    const left = (await world.list(kinds.EndpointSlice, 'default')).filter(
      ({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'nas',
    );
    expect(left).toEqual([]);
  });
});

describe('the Endpoints of a service', () => {
  it('hold ready and unready pods apart and leave out those that end', async () => {
    await world.create(deployment('web'));
    await world.create({
      ...kinds.Service,
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    });
    await world.pass(60);
    const pods = (await world.list(kinds.Pod)) as readonly Pod[];
    const [ending] = pods;
    await world.cluster.delete(kinds.Pod, ending!.metadata.name, 'default');
    await world.pass(0);
    const endpoints = (await world.cluster.get(kinds.Endpoints, 'web', 'default')) as unknown as {
      subsets: { addresses: { ip: string }[]; ports: object[] }[];
    };
    expect(endpoints.subsets[0]?.addresses.map(({ ip }) => ip).sort()).toEqual(
      pods
        .slice(1)
        .map(({ status }) => status?.podIP)
        .sort(),
    );
    expect(endpoints.subsets[0]?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }]);
  });
});
