import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conditionOf } from '../../kube/object.ts';
import { type EndpointSlice, kinds, type Node, type Pod } from '../../kube/types.ts';
import { deployment, podTemplate, startTestCluster, type TestCluster } from '../test-world.ts';
import { setNodeAlive } from './create-nodes.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
});
afterEach(() => world.stop());

const node = async (name: string) => (await world.cluster.get<Node>(kinds.Node, name))!;
const pods = async () => (await world.list(kinds.Pod)) as readonly Pod[];
const tolerations = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
];
const tolerant = (name: string, replicas: number) => {
  const template = podTemplate(name);
  return deployment(name, { replicas, template: { ...template, spec: { ...template.spec, tolerations } } });
};

describe('a node that falls silent', () => {
  it('is unknown after 40 to 55 s, and tainted', async () => {
    await world.pass(3);
    await setNodeAlive(world.cluster, 'node-1', false);
    await world.pass(39);
    expect(conditionOf(await node('node-1'), 'Ready')?.status).toBe('True');
    await world.pass(16);
    expect(conditionOf(await node('node-1'), 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect((await node('node-1')).spec?.taints).toEqual([
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule', timeAdded: expect.any(String) },
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: expect.any(String) },
    ]);
    expect(await world.events('node-1')).toEqual([
      'RegisteredNode: Node node-1 event: Registered Node node-1 in Controller',
      'NodeNotReady: Node node-1 status is now: NodeNotReady',
    ]);
  });

  it.each([
    { version: 'v1.31.9', from: 30, to: 46 },
    { version: 'v1.32.0', from: 40, to: 56 },
    { version: 'v1.36.3+k3s1', from: 40, to: 56 },
  ])('is unknown $from to $to s later with $version, however long it has lived', async ({ version, from, to }) => {
    const { status } = await node('node-1');
    const nodeInfo = { ...status!.nodeInfo!, kubeletVersion: version };
    await world.cluster.update(
      { ...(await node('node-1')), status: { ...status, nodeInfo } },
      { subresource: 'status' },
    );
    await world.pass(1003);
    await setNodeAlive(world.cluster, 'node-1', false);
    await world.pass(from);
    expect(conditionOf(await node('node-1'), 'Ready')?.status).toBe('True');
    await world.pass(to - from);
    expect(conditionOf(await node('node-1'), 'Ready')?.status).toBe('Unknown');
  });

  it('has its pods marked not ready and its endpoints withdrawn, then loses them after 300 s', async () => {
    await world.create(tolerant('web', 3));
    await world.create({
      ...kinds.Service,
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    await world.pass(60);
    const lost = (await pods()).find(({ spec }) => spec.nodeName === 'node-1')!;
    await setNodeAlive(world.cluster, 'node-1', false);
    await world.pass(60);
    const marked = (await world.cluster.get<Pod>(kinds.Pod, lost.metadata.name, 'default'))!;
    expect(conditionOf(marked, 'Ready')?.status).toBe('False');
    const [slice] = (await world.list(kinds.EndpointSlice)) as readonly EndpointSlice[];
    const endpoint = slice!.endpoints?.find(({ nodeName }) => nodeName === 'node-1');
    expect(endpoint?.conditions).toEqual({ ready: false, serving: false, terminating: false });
    await world.pass(300);
    const after = await pods();
    expect(
      after
        .filter(({ metadata }) => !metadata.deletionTimestamp)
        .map(({ spec }) => spec.nodeName)
        .sort(),
    ).toEqual(['cp-1', 'cp-1', 'node-2'].sort());
    const stuck = after.find(({ metadata }) => metadata.name === lost.metadata.name);
    expect(stuck?.metadata.deletionTimestamp).toBeDefined();
    expect(conditionOf(stuck!, 'DisruptionTarget')?.reason).toBe('DeletionByTaintManager');
  });

  it('comes back ready and without taints, ends what was evicted and restarts what was not', async () => {
    await world.create(tolerant('web', 3));
    await world.pass(60);
    const [mine] = (await pods()).filter(({ spec }) => spec.nodeName === 'node-1');
    await setNodeAlive(world.cluster, 'node-1', false);
    await world.pass(100);
    await setNodeAlive(world.cluster, 'node-1', true);
    await world.pass(60);
    const back = await node('node-1');
    expect(conditionOf(back, 'Ready')).toMatchObject({ status: 'True', reason: 'KubeletReady' });
    expect(back.spec?.taints ?? []).toEqual([]);
    const pod = (await world.cluster.get<Pod>(kinds.Pod, mine!.metadata.name, 'default'))!;
    expect(conditionOf(pod, 'Ready')?.status).toBe('True');
    expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(1);
    await setNodeAlive(world.cluster, 'node-1', false);
    await world.pass(400);
    await setNodeAlive(world.cluster, 'node-1', true);
    await world.pass(60);
    expect((await pods()).filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
    expect(world.failures()).toEqual([]);
  });

  it('keeps daemon pods, which tolerate its taints for ever', async () => {
    await world.create({
      ...kinds.DaemonSet,
      metadata: { name: 'agent', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'agent' } }, template: podTemplate('agent') },
    });
    await world.pass(60);
    await setNodeAlive(world.cluster, 'node-1', false);
    await world.pass(600);
    expect((await pods()).filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
    expect(await pods()).toHaveLength(3);
  });
});

describe('a cordoned node', () => {
  it('is tainted and takes no pods until it is opened again', async () => {
    const cordon = (name: string, unschedulable: boolean | null) =>
      world.cluster.patch(kinds.Node, name, undefined, { type: 'merge', body: { spec: { unschedulable } } });
    for (const name of ['cp-1', 'node-1', 'node-2']) await cordon(name, true);
    await world.create(deployment('web', { replicas: 1 }));
    await world.pass(10);
    expect((await node('node-1')).spec?.taints).toMatchObject([
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
    ]);
    const [waiting] = await pods();
    expect(conditionOf(waiting!, 'PodScheduled')?.message).toBe(
      '0/3 nodes are available: 3 node(s) were unschedulable. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
    await cordon('node-2', null);
    await world.pass(60);
    expect((await pods()).map(({ spec, status }) => [spec.nodeName, status?.phase])).toEqual([['node-2', 'Running']]);
  });
});

describe('a node that is deleted', () => {
  it('takes its pods along after 40 s, and they start elsewhere', async () => {
    await world.create(tolerant('web', 3));
    await world.pass(60);
    await setNodeAlive(world.cluster, 'node-1', false);
    await world.cluster.delete(kinds.Node, 'node-1');
    await world.pass(39);
    expect((await pods()).some(({ spec }) => spec.nodeName === 'node-1')).toBe(true);
    await world.pass(60);
    const left = await pods();
    expect(left.map(({ spec }) => spec.nodeName)).not.toContain('node-1');
    expect(left.filter(({ status }) => status?.phase === 'Running')).toHaveLength(3);
  });
});

describe('a node out of service', () => {
  it('lets go of the pods that could not end', async () => {
    await world.create(tolerant('web', 3));
    await world.pass(60);
    await setNodeAlive(world.cluster, 'node-1', false);
    await world.pass(400);
    expect((await pods()).filter(({ metadata }) => metadata.deletionTimestamp)).toHaveLength(1);
    const { spec } = await node('node-1');
    const taints = [
      ...(spec?.taints ?? []),
      { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' },
    ];
    await world.cluster.patch(kinds.Node, 'node-1', undefined, { type: 'merge', body: { spec: { taints } } });
    await world.pass(10);
    expect((await pods()).filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
  });
});
