import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../kube/types.ts';
import { podTemplate, startTestCluster, type TestCluster } from '../test-world.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
});
afterEach(() => world.stop());

const database = (spec: object = {}) => ({
  ...kinds.StatefulSet,
  metadata: { name: 'db', namespace: 'default' },
  spec: {
    replicas: 3,
    serviceName: 'db',
    selector: { matchLabels: { app: 'db' } },
    template: podTemplate('db'),
    ...spec,
  },
});
const pods = async () => (await world.list(kinds.Pod)) as readonly Pod[];
const names = async () => (await pods()).map(({ metadata }) => metadata.name);
const change = (spec: object) =>
  world.cluster.patch(kinds.StatefulSet, 'db', 'default', { type: 'merge', body: { spec } as never });
const setImage = (value: string) => {
  const path = '/spec/template/spec/containers/0/image';
  return world.cluster.patch(kinds.StatefulSet, 'db', 'default', {
    type: 'json',
    body: [{ op: 'replace', path, value }],
  });
};
const images = async () => (await pods()).map(({ spec }) => spec.containers[0]!.image);
const status = async () => ((await world.list(kinds.StatefulSet))[0] as unknown as { status: object }).status;

describe('a stateful set', () => {
  it('makes its pods one after the other, each when the one before is ready', async () => {
    const seen: string[] = [];
    world.cluster.watch(kinds.Pod, ({ object, type }) => {
      const { phase } = object.status as { phase?: string };
      if (type === 'ADDED') seen.push(`+${object.metadata.name}`);
      else if (phase === 'Running' && !seen.includes(object.metadata.name)) seen.push(object.metadata.name);
    });
    await world.create(database());
    await world.pass(120);
    expect(seen).toEqual(['+db-0', 'db-0', '+db-1', 'db-1', '+db-2', 'db-2']);
    expect(await status()).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      updatedReplicas: 3,
      collisionCount: 0,
    });
    expect((await pods())[0]).toMatchObject({
      metadata: {
        generateName: 'db-',
        labels: { 'apps.kubernetes.io/pod-index': '0', 'statefulset.kubernetes.io/pod-name': 'db-0' },
      },
      spec: { hostname: 'db-0', subdomain: 'db' },
    });
    expect(await world.events('db')).toContain('SuccessfulCreate: create Pod db-0 in StatefulSet db successful');
  });

  it('makes all at once with Parallel', async () => {
    await world.create(database({ podManagementPolicy: 'Parallel' }));
    await world.pass(0);
    expect(await names()).toEqual(['db-0', 'db-1', 'db-2']);
  });

  it('shrinks from the end and gives a lost pod its name back', async () => {
    await world.create(database());
    await world.pass(120);
    await change({ replicas: 2 });
    await world.pass(60);
    expect(await names()).toEqual(['db-0', 'db-1']);
    const uid = (await pods())[0]!.metadata.uid;
    await world.cluster.delete(kinds.Pod, 'db-0', 'default');
    await world.pass(60);
    expect(await names()).toEqual(['db-0', 'db-1']);
    expect((await pods())[0]!.metadata.uid).not.toBe(uid);
  });

  it('updates from the end, down to the partition', async () => {
    await world.create(database({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }));
    await world.pass(120);
    await setImage('new:1');
    await world.pass(15);
    expect((await images())[0]).not.toBe('new:1');
    expect((await images())[2]).toBe('new:1');
    await world.pass(120);
    expect((await images()).map((image) => image === 'new:1')).toEqual([false, true, true]);
    await change({ updateStrategy: { rollingUpdate: { partition: 0 } } });
    await world.pass(120);
    expect(new Set(await images())).toEqual(new Set(['new:1']));
    const { currentRevision, updateRevision } = (await status()) as Record<string, string>;
    expect(currentRevision).toBe(updateRevision);
    expect(world.failures()).toEqual([]);
  });

  it('makes a claim for each pod and keeps it when the pod goes', async () => {
    const volumeClaimTemplates = [
      {
        metadata: { name: 'data' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'local-path',
          resources: { requests: { storage: '1Gi' } },
        },
      },
    ];
    await world.create({
      ...kinds.StorageClass,
      metadata: { name: 'local-path' },
      provisioner: 'rancher.io/local-path',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    await world.create(database({ replicas: 2, volumeClaimTemplates }));
    await world.pass(120);
    expect((await pods()).map(({ status: { phase } = {} }) => phase)).toEqual(['Running', 'Running']);
    await change({ replicas: 1 });
    await world.pass(60);
    const claims = await world.list(kinds.PersistentVolumeClaim);
    expect(claims.map(({ metadata, status: claim }) => [metadata.name, (claim as { phase: string }).phase])).toEqual([
      ['data-db-0', 'Bound'],
      ['data-db-1', 'Bound'],
    ]);
  });
});
