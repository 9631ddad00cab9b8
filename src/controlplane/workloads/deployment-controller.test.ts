import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conditionOf, type UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { deployment, startTestCluster, type TestCluster } from '../test-world.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
});
afterEach(() => world.stop());

const get = async (name = 'web') => (await world.cluster.get<UnknownObject>(kinds.Deployment, name, 'default'))!;
const change = (spec: object, name = 'web') =>
  world.cluster.patch(kinds.Deployment, name, 'default', { type: 'merge', body: { spec } as never });
const setImage = (value: string) => {
  const path = '/spec/template/spec/containers/0/image';
  return world.cluster.patch(kinds.Deployment, 'web', 'default', {
    type: 'json',
    body: [{ op: 'replace', path, value }],
  });
};
const sizes = async () =>
  (await world.list(kinds.ReplicaSet)).map(({ spec }) => (spec as { replicas: number }).replicas).sort((a, b) => a - b);

describe('a new deployment', () => {
  it('becomes available when its pods are ready, with upstream’s conditions', async () => {
    await world.create(deployment('web'));
    await world.pass(1);
    expect(conditionOf(await get(), 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
    });
    await world.pass(30);
    const set = (await world.list(kinds.ReplicaSet))[0]!;
    expect(await get()).toMatchObject({
      metadata: { annotations: { 'deployment.kubernetes.io/revision': '1' } },
      status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 },
    });
    expect(conditionOf(await get(), 'Available')?.message).toBe('Deployment has minimum availability.');
    expect(conditionOf(await get(), 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${set.metadata.name}" has successfully progressed.`,
    });
    expect(await world.events('web')).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${set.metadata.name} from 0 to 3`,
    ]);
    expect(world.failures()).toEqual([]);
  });

  it('names its replica set by the hash of its template and marks sets and pods with it', async () => {
    await world.create(deployment('web'));
    await world.pass(1);
    const set = (await world.list(kinds.ReplicaSet))[0]!;
    const hash = set.metadata.labels?.['pod-template-hash'];
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
    expect(set.metadata).toMatchObject({
      name: `web-${hash}`,
      annotations: { 'deployment.kubernetes.io/desired-replicas': '3', 'deployment.kubernetes.io/max-replicas': '4' },
    });
    for (const pod of await world.list(kinds.Pod)) expect(pod.metadata.labels?.['pod-template-hash']).toBe(hash);
  });

  it('times out after its progress deadline when its pods cannot run', async () => {
    const template = deployment('web').spec.template;
    const spec = { ...template.spec, nodeSelector: { disk: 'fast' } };
    await world.create(deployment('web', { progressDeadlineSeconds: 60, template: { ...template, spec } }));
    await world.pass(59);
    expect(conditionOf(await get(), 'Progressing')?.status).toBe('True');
    await world.pass(10);
    const set = (await world.list(kinds.ReplicaSet))[0]!;
    expect(conditionOf(await get(), 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${set.metadata.name}" has timed out progressing.`,
    });
  });
});

describe('an update of the template', () => {
  it('rolls over without fewer available pods than allowed and never more pods than allowed', async () => {
    await world.create(deployment('web', { replicas: 4 }));
    await world.pass(60);
    const seen: { pods: number; available: number }[] = [];
    const stop = world.cluster.watch(kinds.Deployment, ({ object }) => {
      const { replicas = 0, availableReplicas = 0 } = object.status as Record<string, number>;
      seen.push({ pods: replicas, available: availableReplicas });
    });
    await world.pass(0);
    await setImage('traefik/whoami:v1.12');
    await world.pass(120);
    stop();
    expect(Math.max(...seen.map(({ pods }) => pods))).toBe(5);
    expect(Math.min(...seen.map(({ available }) => available))).toBe(3);
    expect(await sizes()).toEqual([0, 4]);
    expect(await get()).toMatchObject({
      metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } },
      status: { updatedReplicas: 4, availableReplicas: 4, replicas: 4 },
    });
  });

  it('goes back to the old set when the template does, under a new revision', async () => {
    await world.create(deployment('web'));
    await world.pass(60);
    await setImage('traefik/whoami:v1.12');
    await world.pass(60);
    await setImage('traefik/whoami:v1.11');
    await world.pass(60);
    expect((await get()).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
    const sets = await world.list(kinds.ReplicaSet);
    expect(sets).toHaveLength(2);
    const histories = sets.map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision-history']);
    expect(histories.filter(Boolean)).toEqual(['1']);
  });

  it('keeps as many old sets as the history limit says', async () => {
    await world.create(deployment('web', { replicas: 1, revisionHistoryLimit: 1 }));
    for (const version of ['v1.8', 'v1.9', 'v1.10']) {
      await world.pass(60);
      await setImage(`traefik/whoami:${version}`);
    }
    await world.pass(60);
    expect(await sizes()).toEqual([0, 1]);
  });

  it('waits for the last old pod to end with Recreate', async () => {
    await world.create(deployment('web', { replicas: 2, strategy: { type: 'Recreate' } }));
    await world.pass(60);
    const images = new Set<string>();
    await setImage('traefik/whoami:v1.12');
    const stop = world.cluster.watch(kinds.Pod, async () => {
      const pods = await world.list(kinds.Pod);
      images.add(
        [...new Set(pods.map(({ spec }) => (spec as { containers: { image: string }[] }).containers[0]!.image))].join(
          ' ',
        ),
      );
    });
    await world.pass(60);
    stop();
    expect([...images].filter((image) => image.includes(' '))).toEqual([]);
    expect(await sizes()).toEqual([0, 2]);
  });

  it('stands still while paused and goes on when resumed', async () => {
    await world.create(deployment('web'));
    await world.pass(60);
    await change({ paused: true });
    await setImage('traefik/whoami:v1.12');
    await world.pass(60);
    expect(await sizes()).toEqual([3]);
    expect(conditionOf(await get(), 'Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
      message: 'Deployment is paused',
    });
    await change({ paused: null });
    await world.pass(60);
    expect(await sizes()).toEqual([0, 3]);
    expect(conditionOf(await get(), 'Progressing')?.reason).toBe('NewReplicaSetAvailable');
  });
});

describe('a change of size', () => {
  it('scales up and down and says so', async () => {
    await world.create(deployment('web', { replicas: 1 }));
    await world.pass(60);
    await change({ replicas: 4 });
    await world.pass(60);
    await change({ replicas: 2 });
    await world.pass(60);
    const name = (await world.list(kinds.ReplicaSet))[0]!.metadata.name;
    expect(await world.events('web')).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${name} from 0 to 1`,
      `ScalingReplicaSet: Scaled up replica set ${name} from 1 to 4`,
      `ScalingReplicaSet: Scaled down replica set ${name} from 4 to 2`,
    ]);
    expect(await world.list(kinds.Pod)).toHaveLength(2);
    expect(conditionOf(await get(), 'Available')?.status).toBe('True');
  });
});

describe('pods', () => {
  it('are replaced when they are deleted', async () => {
    await world.create(deployment('web', { replicas: 2 }));
    await world.pass(60);
    const [first] = await world.list(kinds.Pod);
    await world.cluster.delete(kinds.Pod, first!.metadata.name, 'default');
    await world.pass(60);
    const names = (await world.list(kinds.Pod)).map(({ metadata }) => metadata.name);
    expect(names).toHaveLength(2);
    expect(names).not.toContain(first!.metadata.name);
  });

  it('are let go when their labels no longer match, and adopted when they do again', async () => {
    await world.create(deployment('web', { replicas: 1 }));
    await world.pass(60);
    const [pod] = await world.list(kinds.Pod);
    const relabel = (app: string) =>
      world.cluster.patch(kinds.Pod, pod!.metadata.name, 'default', {
        type: 'merge',
        body: { metadata: { labels: { app } } },
      });
    await relabel('debug');
    await world.pass(60);
    expect(await world.list(kinds.Pod)).toHaveLength(2);
    expect(
      (await world.cluster.get(kinds.Pod, pod!.metadata.name, 'default'))?.metadata.ownerReferences,
    ).toBeUndefined();
    await relabel('web');
    await world.pass(60);
    expect(await world.list(kinds.Pod)).toHaveLength(1);
  });
});
