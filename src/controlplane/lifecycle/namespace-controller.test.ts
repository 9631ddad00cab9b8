import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conditionOf } from '../../kube/object.ts';
import { kinds, type Namespace } from '../../kube/types.ts';
import { deployment, startTestCluster, type TestCluster } from '../test-world.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
  await world.create({ ...kinds.Namespace, metadata: { name: 'apps' } });
});
afterEach(() => world.stop());

const get = () => world.cluster.get<Namespace>(kinds.Namespace, 'apps');

describe('a new namespace', () => {
  it('is given its default service account and the root certificate, again and again', async () => {
    await world.pass(1);
    expect(await world.cluster.get(kinds.ServiceAccount, 'default', 'apps')).toBeDefined();
    await world.cluster.delete(kinds.ConfigMap, 'kube-root-ca.crt', 'apps');
    await world.pass(1);
    expect(await world.cluster.get(kinds.ConfigMap, 'kube-root-ca.crt', 'apps')).toBeDefined();
  });
});

describe('the end of a namespace', () => {
  it('takes everything in it, the pods with their grace period', async () => {
    await world.create({ ...deployment('web'), metadata: { name: 'web', namespace: 'apps' } });
    await world.create({ ...kinds.ConfigMap, metadata: { name: 'settings', namespace: 'apps' }, data: {} });
    await world.pass(60);
    await world.cluster.delete(kinds.Namespace, 'apps');
    await world.pass(4);
    expect((await get())?.status?.phase).toBe('Terminating');
    expect(await world.list(kinds.Pod, 'apps')).toHaveLength(3);
    await world.pass(60);
    expect(await get()).toBeUndefined();
    for (const kind of [
      kinds.Pod,
      kinds.Deployment,
      kinds.ReplicaSet,
      kinds.ConfigMap,
      kinds.ServiceAccount,
      kinds.Event,
    ]) {
      expect(await world.list(kind, 'apps')).toEqual([]);
    }
    expect(world.failures()).toEqual([]);
  });

  it('waits for finalizers and says whose', async () => {
    await world.create({
      ...kinds.ConfigMap,
      metadata: { name: 'held', namespace: 'apps', finalizers: ['example.com/hold'] },
      data: {},
    });
    await world.cluster.delete(kinds.Namespace, 'apps');
    await world.pass(30);
    expect(conditionOf((await get())!, 'NamespaceContentRemaining')).toMatchObject({
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: 'Some resources are remaining: configmaps. has 1 resource instances',
    });
    expect(conditionOf((await get())!, 'NamespaceFinalizersRemaining')).toMatchObject({
      status: 'True',
      reason: 'SomeFinalizersRemain',
      message: 'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    });
    expect(conditionOf((await get())!, 'NamespaceDeletionContentFailure')).toMatchObject({
      status: 'False',
      reason: 'ContentDeleted',
    });
    await world.cluster.patch(kinds.ConfigMap, 'held', 'apps', {
      type: 'merge',
      body: { metadata: { finalizers: null } },
    });
    await world.pass(30);
    expect(await get()).toBeUndefined();
  });
});
