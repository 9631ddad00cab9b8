import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { deployment, startTestCluster, type TestCluster } from '../test-world.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
});
afterEach(() => world.stop());

const counts = async () => [
  (await world.list(kinds.Deployment)).length,
  (await world.list(kinds.ReplicaSet)).length,
  (await world.list(kinds.Pod)).length,
];
const owned = (name: string, ...owners: readonly KubeObject[]) =>
  world.create({
    ...kinds.ConfigMap,
    metadata: {
      name,
      namespace: 'default',
      ownerReferences: owners.map(({ apiVersion, kind, metadata }) => ({
        apiVersion,
        kind,
        name: metadata.name,
        uid: metadata.uid,
      })),
    },
  });
const names = async () =>
  (await world.list(kinds.ConfigMap, 'default'))
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'kube-root-ca.crt');

describe('the deletion of an owner', () => {
  it('takes its dependents along in the background', async () => {
    await world.create(deployment('web'));
    await world.pass(60);
    await world.cluster.delete(kinds.Deployment, 'web', 'default');
    expect((await counts())[0]).toBe(0);
    await world.pass(60);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('waits for its dependents in the foreground', async () => {
    await world.create(deployment('web'));
    await world.pass(60);
    await world.cluster.delete(kinds.Deployment, 'web', 'default', { propagationPolicy: 'Foreground' });
    await world.pass(0);
    expect(await counts()).toEqual([1, 1, 3]);
    await world.pass(60);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('leaves its dependents behind as orphans', async () => {
    await world.create(deployment('web'));
    await world.pass(60);
    await world.cluster.delete(kinds.Deployment, 'web', 'default', { propagationPolicy: 'Orphan' });
    await world.pass(60);
    expect(await counts()).toEqual([0, 1, 3]);
    expect((await world.list(kinds.ReplicaSet))[0]?.metadata.ownerReferences ?? []).toEqual([]);
  });
});

describe('a dependent', () => {
  it('stays while one of its owners lives and forgets the others', async () => {
    const a = await world.create({ ...kinds.Secret, metadata: { name: 'a', namespace: 'default' } });
    const b = await world.create({ ...kinds.Secret, metadata: { name: 'b', namespace: 'default' } });
    await owned('child', a, b);
    await world.pass(1);
    await world.cluster.delete(kinds.Secret, 'a', 'default');
    await world.pass(1);
    const child = (await world.cluster.get(kinds.ConfigMap, 'child', 'default'))!;
    expect(child.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b']);
    await world.cluster.delete(kinds.Secret, 'b', 'default');
    await world.pass(1);
    expect(await names()).toEqual([]);
  });

  it('of an owner that never was is deleted', async () => {
    await owned('child', { ...kinds.Secret, metadata: { name: 'ghost', uid: '00000000-0000-0000-0000-000000000000' } });
    await world.pass(1);
    expect(await names()).toEqual([]);
  });

  it('of a custom kind that is served later is found too', async () => {
    await world.pass(1);
    await world.create({
      ...kinds.CustomResourceDefinition,
      metadata: { name: 'things.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    await world.pass(2);
    const thing = await world.create({
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      metadata: { name: 't', namespace: 'default' },
    });
    await owned('child', thing);
    await world.pass(1);
    expect(await names()).toEqual(['child']);
    await world.cluster.delete({ apiVersion: 'example.com/v1', kind: 'Thing' }, 't', 'default');
    await world.pass(1);
    expect(await names()).toEqual([]);
  });
});
