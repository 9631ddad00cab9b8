import { describe, expect, it } from 'vitest';
import { type Deployment, kinds, type Pod } from '../../kube/types.ts';
import { startTestCluster } from '../test-world.ts';
import { findRunning, isOfPart, onPart, type SystemPart, whileRunning } from './system-part.ts';

const part: SystemPart<Deployment> = {
  kind: kinds.Deployment,
  labels: [{ name: 'gate', role: 'main' }, { old: 'gate' }],
  runs: ({ status }) => (status?.readyReplicas ?? 0) > 0,
};

const workload = (name: string, labels: Readonly<Record<string, string>>) => ({
  ...kinds.Deployment,
  metadata: { name, namespace: 'default', labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image: 'traefik/whoami' }] } },
  },
});

describe('a part of a system', () => {
  it.each([
    [{ name: 'gate', role: 'main' }, true],
    [{ old: 'gate', role: 'other' }, true],
    [{ name: 'gate' }, false],
    [{}, false],
  ])('is known by its labels %j: %s', (labels, is) => {
    expect(isOfPart(workload('any', labels), part)).toBe(is);
  });

  it('is found while it runs, of the first way to install it that is there', async () => {
    const world = await startTestCluster();
    await world.create(workload('old', { old: 'gate' }));
    await world.pass(60);
    expect((await findRunning(world.cluster, part)).map(({ metadata }) => metadata.name)).toEqual(['old']);
    await world.create({ ...workload('new', { name: 'gate', role: 'main' }) });
    await world.pass(60);
    expect((await findRunning(world.cluster, part)).map(({ metadata }) => metadata.name)).toEqual(['new']);
    await world.cluster.patch(kinds.Deployment, 'new', 'default', { type: 'merge', body: { spec: { replicas: 0 } } });
    await world.pass(60);
    expect(await findRunning(world.cluster, part)).toEqual([]);
  });

  it('wakes what depends on it', async () => {
    const world = await startTestCluster();
    await world.create(workload('old', { old: 'gate' }));
    const asks = async (watch: ReturnType<typeof onPart>, object: object) =>
      watch.requests?.({ type: 'MODIFIED', object: object as never }, world.cluster);
    const [resting] = await world.list(kinds.Deployment);
    const all = [{ namespace: '', name: '*' }];
    expect(await asks(onPart(part, all), resting!)).toEqual(all);
    expect(await asks(onPart(part, all), workload('other', {}))).toEqual([]);
    expect(await asks(whileRunning(part, kinds.Pod), resting!)).toEqual([]);
    await world.pass(60);
    const [running] = await world.list(kinds.Deployment);
    const pods = (await world.list(kinds.Pod)) as readonly Pod[];
    const requests = pods.map(({ metadata }) => ({ namespace: 'default', name: metadata.name }));
    expect(await asks(whileRunning(part, kinds.Pod), running!)).toEqual(requests);
    expect(requests).toHaveLength(1);
    expect(await asks(whileRunning(part, { apiVersion: 'example.org/v1', kind: 'Thing' }), running!)).toEqual([]);
  });
});
