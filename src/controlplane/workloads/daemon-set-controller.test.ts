import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../kube/types.ts';
import { podTemplate, startTestCluster, type TestCluster } from '../test-world.ts';

const tainted = [
  {
    name: 'cp-1',
    address: '192.168.88.11',
    role: 'control-plane',
    taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  },
  { name: 'node-1', address: '192.168.88.21', role: 'worker' },
  { name: 'node-2', address: '192.168.88.22', role: 'worker' },
] as const;

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster({ nodes: tainted });
});
afterEach(() => world.stop());

const daemons = (spec: object = {}, podSpec: object = {}) => {
  const template = podTemplate('traefik');
  return {
    ...kinds.DaemonSet,
    metadata: { name: 'traefik', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'traefik' } },
      template: { ...template, spec: { ...template.spec, ...podSpec } },
      ...spec,
    },
  };
};
const nodes = async () => ((await world.list(kinds.Pod)) as Pod[]).map(({ spec }) => spec.nodeName).sort();
const status = async () =>
  ((await world.cluster.get<never>(kinds.DaemonSet, 'traefik', 'default')) as unknown as { status: object }).status;
const setImage = (value: string) =>
  world.cluster.patch(kinds.DaemonSet, 'traefik', 'default', {
    type: 'json',
    body: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value }],
  });

describe('a daemon set', () => {
  it('runs on every node whose taints it tolerates', async () => {
    await world.create(daemons());
    await world.pass(60);
    expect(await nodes()).toEqual(['node-1', 'node-2']);
    expect(await status()).toEqual({
      currentNumberScheduled: 2,
      desiredNumberScheduled: 2,
      numberAvailable: 2,
      numberMisscheduled: 0,
      numberReady: 2,
      observedGeneration: 1,
      updatedNumberScheduled: 2,
    });
    expect(world.failures()).toEqual([]);
  });

  it('runs on control planes with a toleration', async () => {
    await world.create(
      daemons({}, { tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] }),
    );
    await world.pass(60);
    expect(await nodes()).toEqual(['cp-1', 'node-1', 'node-2']);
  });

  it('keeps its pod on a cordoned node and starts one on it', async () => {
    await world.cluster.patch(kinds.Node, 'node-1', undefined, {
      type: 'merge',
      body: { spec: { unschedulable: true } },
    });
    await world.create(daemons());
    await world.pass(60);
    expect(await nodes()).toEqual(['node-1', 'node-2']);
  });

  it('leaves a node that no longer matches its selector, and comes when it does again', async () => {
    await world.create(daemons({}, { nodeSelector: { ingress: 'true' } }));
    await world.pass(60);
    expect(await nodes()).toEqual([]);
    const label = (ingress: string | null) =>
      world.cluster.patch(kinds.Node, 'node-2', undefined, {
        type: 'merge',
        body: { metadata: { labels: { ingress } } },
      });
    await label('true');
    await world.pass(60);
    expect(await nodes()).toEqual(['node-2']);
    await label(null);
    await world.pass(60);
    expect(await nodes()).toEqual([]);
  });

  it('replaces one pod after the other with maxUnavailable 1', async () => {
    await world.create(daemons());
    await world.pass(60);
    const available: number[] = [];
    const stop = world.cluster.watch(kinds.DaemonSet, ({ object }) => {
      available.push((object.status as { numberAvailable?: number }).numberAvailable ?? 0);
    });
    await setImage('traefik/whoami:v1.12');
    await world.pass(120);
    stop();
    expect(Math.min(...available)).toBe(1);
    expect(await status()).toMatchObject({ updatedNumberScheduled: 2, numberAvailable: 2 });
    expect((await world.list(kinds.ControllerRevision)).map(({ revision }) => revision).sort()).toEqual([1, 2]);
  });

  it('starts the new pod beside the old one with maxSurge', async () => {
    await world.create(
      daemons({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
    );
    await world.pass(60);
    const available: number[] = [];
    const stop = world.cluster.watch(kinds.DaemonSet, ({ object }) => {
      available.push((object.status as { numberAvailable?: number }).numberAvailable ?? 0);
    });
    await setImage('traefik/whoami:v1.12');
    await world.pass(120);
    stop();
    expect(Math.min(...available)).toBe(2);
    expect(await status()).toMatchObject({ updatedNumberScheduled: 2, numberAvailable: 2 });
    expect(await nodes()).toEqual(['node-1', 'node-2']);
  });

  it('waits for the operator with OnDelete', async () => {
    await world.create(daemons({ updateStrategy: { type: 'OnDelete' } }));
    await world.pass(60);
    await setImage('traefik/whoami:v1.12');
    await world.pass(60);
    expect(await status()).toMatchObject({ numberAvailable: 2 });
    expect(await status()).not.toHaveProperty('updatedNumberScheduled');
    const [pod] = await world.list(kinds.Pod);
    await world.cluster.delete(kinds.Pod, pod!.metadata.name, 'default');
    await world.pass(60);
    expect(await status()).toMatchObject({ updatedNumberScheduled: 1, numberAvailable: 2 });
  });
});
