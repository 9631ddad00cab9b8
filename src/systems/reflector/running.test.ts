import { expect, test } from 'vitest';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { chart } from './chart.ts';
import { findReflector } from './running.ts';

/** A cluster with a release of the chart whose pod is ready, or not. */
async function clusterWith(watcher: { readonly [name: string]: string }, readyReplicas: number) {
  const { cluster } = createEmbeddedCluster({ runtime: seededRuntime() });
  await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'reflector' } });
  const values = { configuration: { watcher } };
  const { objects } = chart.render({ name: 'reflector', namespace: 'reflector', version: '10.0.63', values });
  const deployment = objects.find(({ kind }) => kind === 'Deployment')!;
  await cluster.create(deployment);
  const status = { replicas: 1, readyReplicas } as const;
  await cluster.patch<UnknownObject>(deployment, 'reflector', 'reflector', {
    type: 'merge',
    body: { status },
    subresource: 'status',
  });
  return cluster;
}

test('it copies while a pod of it is ready', async () => {
  expect(await findReflector(await clusterWith({}, 0), 'by-objects')).toBeUndefined();
  const running = await findReflector(await clusterWith({}, 1), 'by-objects');
  expect(running).toMatchObject({ watchSeconds: 3600 });
  expect(running?.excludes('kube-system')).toBe(false);
});

test('it looks away from namespaces that its values leave out', async () => {
  const watcher = { timeout: '600', excludedNamespaces: 'kube-*, *-test,Dev?' };
  const running = await findReflector(await clusterWith(watcher, 1), 'by-objects');
  expect(running?.watchSeconds).toBe(600);
  const names = ['kube-system', 'kube', 'a-test', 'test', 'dev1', 'dev', 'dev12', 'media'];
  expect(names.filter((name) => running?.excludes(name))).toEqual(['kube-system', 'a-test', 'dev1']);
});
