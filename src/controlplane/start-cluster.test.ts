import { describe, expect, test } from 'vitest';
import { apiClient } from '../../test/api-request.ts';
import { patience } from '../../test/patience.ts';
import { kinds, type Pod } from '../kube/types.ts';
import { type RunningCluster, type StartOptions, startCluster } from './start-cluster.ts';
import { deployment } from './test-world.ts';

const phases = async ({ client }: RunningCluster): Promise<readonly string[]> =>
  (await client.list<Pod>(kinds.Pod)).map(({ status }) => status?.phase ?? '');

const areRunning = (cluster: RunningCluster, count: number) => async (): Promise<boolean> => {
  const found = await phases(cluster);
  return found.length === count && found.every((phase) => phase === 'Running');
};

describe('a cluster for test suites', () => {
  test('brings an app up on the virtual clock without waiting, and answers over HTTPS', async () => {
    await using cluster = await startCluster({ clock: 'virtual', nodes: 2 });
    const began = cluster.now();
    await cluster.client.create(deployment('hello', { replicas: 3 }));
    await cluster.until(areRunning(cluster, 3), 60);
    expect((cluster.now() - began) / 1000).toBeGreaterThan(8);
    const api = apiClient(cluster);
    const { json } = await api.ask('/apis/apps/v1/namespaces/default/deployments/hello');
    api.close();
    expect(json).toMatchObject({ status: { readyReplicas: 3 } });
    expect(cluster.kubeconfig).toContain(`server: ${cluster.url}`);
  });

  test('lets virtual time pass', async () => {
    await using cluster = await startCluster({ clock: 'virtual' });
    const began = cluster.now();
    await cluster.pass(90);
    expect(cluster.now() - began).toBe(90_000);
  });

  test('acts by itself on the real clock, and at once', async () => {
    await using cluster = await startCluster();
    await cluster.client.create(deployment('hello', { replicas: 1 }));
    await cluster.until(areRunning(cluster, 1), patience(5000) / 1000);
  });

  test('says when a condition never holds', async () => {
    await using cluster = await startCluster({ clock: 'virtual' });
    await expect(cluster.until(() => false, 5)).rejects.toThrow('the condition did not hold within 5 seconds');
  });

  const without: readonly (readonly [string, StartOptions, number, string | undefined])[] = [
    ['no controller makes no pods', { controllers: false }, 0, undefined],
    ['all but the scheduler leaves pods pending', { controllers: '*,-scheduler' }, 1, 'Pending'],
    ['no node leaves pods pending', { nodes: 0 }, 1, 'Pending'],
  ];
  test.each(without)('with %s', async (_, options, count, phase) => {
    await using cluster = await startCluster({ clock: 'virtual', ...options });
    await cluster.client.create(deployment('hello', { replicas: 1 }));
    await cluster.pass(60);
    const found = await phases(cluster);
    expect(found).toHaveLength(count);
    expect(found[0]).toBe(phase);
  });

  test('refuses a controller that there is not, and leaves nothing behind', async () => {
    await expect(startCluster({ controllers: 'deploymnt' })).rejects.toThrow('there is none of that name');
  });
});
