import { describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../kube/types.ts';
import { deployment, podTemplate, startTestCluster } from '../test-world.ts';

const names = async (world: Awaited<ReturnType<typeof startTestCluster>>): Promise<readonly string[]> =>
  (await world.cluster.list<Pod>(kinds.Pod)).map(({ metadata }) => metadata.name);

describe('pods of a node that is not there', () => {
  it('are taken away after forty seconds, and those made in their place after forty more', async () => {
    const world = await startTestCluster();
    const template = podTemplate('lost');
    const spec = { ...template.spec, nodeName: 'nowhere' };
    await world.create(deployment('lost', { replicas: 2, template: { ...template, spec } }));
    await world.pass(39);
    const first = await names(world);
    await world.pass(2);
    const second = await names(world);
    expect(first).toHaveLength(2);
    expect(second).toHaveLength(2);
    expect(second.filter((name) => first.includes(name))).toEqual([]);
    await world.pass(37);
    expect(await names(world)).toEqual(second);
    await world.pass(5);
    expect((await names(world)).filter((name) => second.includes(name))).toEqual([]);
  });
});
