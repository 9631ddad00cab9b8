import { afterEach, beforeEach, expect, it } from 'vitest';
import { apiClient } from '../../../../test/api-request.ts';
import { seededRuntime } from '../../../core/runtime.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import type { EmbeddedCluster } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';

const home = '/api/v1/namespaces/default';
const binding = (node: string): KubeObject & { readonly target: object } => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name: 'p', namespace: 'default' },
  target: { kind: 'Node', name: node },
});

let embedded: EmbeddedCluster;
let client: ReturnType<typeof apiClient>;
beforeEach(async () => {
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  client = apiClient(await embedded.serve());
  await embedded.cluster.create({ ...kinds.ServiceAccount, metadata: { name: 'default', namespace: 'default' } });
  const spec = { containers: [{ name: 'c', image: 'nginx' }] };
  await embedded.cluster.create<Pod>({ ...kinds.Pod, metadata: { name: 'p', namespace: 'default' }, spec });
});
afterEach(async () => {
  client.close();
  await embedded.stop();
});

const post = (path: string, body: object) =>
  client.ask(`${home}${path}`, { method: 'POST', body: JSON.stringify(body) });

it.each<[how: string, place: () => Promise<unknown>]>([
  ['as an object', () => embedded.cluster.create(binding('n'))],
  ['as a part of the pod', () => post('/pods/p/binding', { target: { name: 'n' } })],
  ['over the wire', () => post('/bindings', binding('n'))],
])('a binding given %s places the pod once and is not kept', async (_how, place) => {
  const before = await embedded.cluster.get<Pod>(kinds.Pod, 'p', 'default');
  await place();
  const pod = await embedded.cluster.get<Pod>(kinds.Pod, 'p', 'default');
  expect(pod?.spec.nodeName).toBe('n');
  expect(pod?.status?.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  expect(pod?.metadata.generation).toBe(before?.metadata.generation);
  expect(pod?.metadata.managedFields).toEqual(before?.metadata.managedFields);
  await expect(embedded.cluster.create(binding('other'))).rejects.toThrow(
    'Operation cannot be fulfilled on pods "p": pod p is already assigned to node "n"',
  );
});

it('a binding of a pod that is not there is refused', async () => {
  await embedded.cluster.delete(kinds.Pod, 'p', 'default', { gracePeriodSeconds: 0 });
  expect((await post('/bindings', binding('n'))).json).toMatchObject({ code: 404, message: 'pods "p" not found' });
});
