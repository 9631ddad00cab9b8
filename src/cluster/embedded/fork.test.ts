import { expect, test } from 'vitest';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { kinds, type Service } from '../../kube/types.ts';
import { createEmbeddedCluster } from './index.ts';

const service = (name: string) => ({
  ...kinds.Service,
  metadata: { name, namespace: 'default' },
  spec: { type: 'NodePort', ports: [{ port: 80 }] },
});

const definition = {
  ...kinds.CustomResourceDefinition,
  metadata: { name: 'lamps.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Cluster',
    names: { kind: 'Lamp', plural: 'lamps' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
} as unknown as UnknownObject;
const lamp = { apiVersion: 'example.org/v1', kind: 'Lamp' };

async function withObjects() {
  const origin = createEmbeddedCluster({ runtime: seededRuntime() });
  await origin.cluster.create(definition);
  await origin.cluster.create({ ...lamp, metadata: { name: 'hall' } });
  await origin.cluster.create(service('one') as unknown as UnknownObject);
  await origin.run({ limitSeconds: 100, whole: true });
  return origin;
}

const names = (objects: readonly { readonly metadata: { readonly name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name);

test('a copy begins with the same objects, revision, kinds and clock', async () => {
  const origin = await withObjects();
  const copy = origin.fork(seededRuntime({ seed: 2 }));
  expect(copy.now()).toBe(origin.now());
  expect(copy.revision()).toBe(origin.revision());
  expect(await copy.cluster.get(lamp, 'hall')).toBe(await origin.cluster.get(lamp, 'hall'));
  expect(names(await copy.cluster.list(kinds.Service))).toEqual(['kubernetes', 'one']);
});

test('what changes in the one does not change in the other', async () => {
  const origin = await withObjects();
  await origin.cluster.list(kinds.Service);
  const copy = origin.fork(seededRuntime({ seed: 2 }));
  await copy.cluster.create(service('two') as unknown as UnknownObject);
  await copy.cluster.delete(kinds.CustomResourceDefinition, 'lamps.example.org');
  await origin.cluster.create(service('three') as unknown as UnknownObject);
  expect(names(await origin.cluster.list(kinds.Service))).toEqual(['kubernetes', 'one', 'three']);
  expect(names(await copy.cluster.list(kinds.Service))).toEqual(['kubernetes', 'one', 'two']);
  expect(names(await origin.cluster.list(lamp))).toEqual(['hall']);
  await expect(copy.cluster.list(lamp)).rejects.toThrow('no matches for kind');
});

test('a copy gives no address and no port that is taken', async () => {
  const origin = await withObjects();
  const copy = origin.fork(seededRuntime({ seed: 2 }));
  const one = await copy.cluster.get<Service>(kinds.Service, 'one', 'default');
  const two = (await copy.cluster.create(service('two') as unknown as UnknownObject)) as unknown as Service;
  expect(two.spec.clusterIP).not.toBe(one?.spec.clusterIP);
  expect(two.spec.ports?.[0]?.nodePort).not.toBe(one?.spec.ports?.[0]?.nodePort);
  const same = {
    ...service('same'),
    spec: { type: 'NodePort', clusterIP: one?.spec.clusterIP, ports: [{ port: 80 }] },
  };
  await expect(copy.cluster.create(same as unknown as UnknownObject)).rejects.toThrow('already allocated');
});

test('who watches a copy is told what changes there', async () => {
  const origin = await withObjects();
  const copy = origin.fork(seededRuntime({ seed: 2 }));
  const told: string[] = [];
  copy.cluster.watch(kinds.Service, ({ type, object }) => told.push(`${type} ${object.metadata.name}`));
  await Promise.resolve();
  await copy.cluster.create(service('two') as unknown as UnknownObject);
  await origin.cluster.create(service('three') as unknown as UnknownObject);
  expect(told).toEqual(['ADDED kubernetes', 'ADDED one', 'ADDED two']);
});
