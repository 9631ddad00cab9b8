import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conditionOf } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';
import { podTemplate, startTestCluster, type TestCluster } from '../test-world.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster({ nodes: [{ name: 'node-1', address: '192.168.88.21', role: 'worker' }] });
});
afterEach(() => world.stop());

const pod = (spec: object = {}, container: object = {}) => {
  const template = podTemplate('web');
  const containers = template.spec.containers.map((each) => ({ ...each, ...container }));
  return {
    ...kinds.Pod,
    metadata: { name: 'web', namespace: 'default', ...template.metadata },
    spec: { ...template.spec, containers, ...spec },
  };
};
const get = async () => (await world.cluster.get<Pod>(kinds.Pod, 'web', 'default'))!;
const ready = async () => conditionOf(await get(), 'Ready')?.status;

describe('a pod on a node', () => {
  it('is pulled, started and ready, with its addresses and conditions', async () => {
    await world.create(pod());
    await world.pass(1);
    expect(await get()).toMatchObject({
      spec: { nodeName: 'node-1' },
      status: {
        phase: 'Pending',
        containerStatuses: [{ ready: false, state: { waiting: { reason: 'ContainerCreating' } } }],
      },
    });
    expect(conditionOf(await get(), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [app]',
    });
    await world.pass(20);
    expect((await get()).status).toMatchObject({
      phase: 'Running',
      hostIP: '192.168.88.21',
      podIP: '10.42.0.2',
      podIPs: [{ ip: '10.42.0.2' }],
    });
    expect((await get()).status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(await world.events('web')).toEqual([
      'Scheduled: Successfully assigned default/web to node-1',
      'Pulling: Pulling image "traefik/whoami:v1.11"',
      'Pulled: Successfully pulled image "traefik/whoami:v1.11" in 8s (8s including waiting).',
      'Created: Container created',
      'Started: Container started',
    ]);
  });

  it('gets containers to look into it with, which run from then on', async () => {
    await world.create(pod());
    await world.pass(20);
    const add = (name: string) =>
      ({ type: 'merge', body: { spec: { ephemeralContainers: [{ name, image: 'busybox' }] } } }) as const;
    await world.cluster.patch(kinds.Pod, 'web', 'default', { ...add('look'), subresource: 'ephemeralcontainers' });
    await world.pass(5);
    const { status } = await get();
    const [look] = status?.ephemeralContainerStatuses ?? [];
    expect(look).toMatchObject({ name: 'look', image: 'busybox', ready: false, state: { running: {} } });
    expect(status?.containerStatuses).toHaveLength(1);
    await world.pass(60);
    expect((await get()).status?.ephemeralContainerStatuses).toEqual([look]);
  });

  it('does not pull an image that the node has', async () => {
    await world.create(pod());
    await world.pass(20);
    await world.create({ ...pod(), metadata: { name: 'again', namespace: 'default' } });
    await world.pass(2);
    expect((await world.cluster.get<Pod>(kinds.Pod, 'again', 'default'))?.status?.phase).toBe('Running');
    expect(await world.events('again')).toContain(
      'Pulled: Container image "traefik/whoami:v1.11" already present on machine and can be accessed by the pod',
    );
  });

  it.each([
    ['at once without probes', {}, 9],
    ['at the first probe after the app answers', { readinessProbe: { periodSeconds: 5, httpGet: { port: 8080 } } }, 14],
    [
      'not before the initial delay',
      { readinessProbe: { initialDelaySeconds: 20, periodSeconds: 10, httpGet: { port: 8080 } } },
      29,
    ],
    [
      'after as many successes as asked for',
      { readinessProbe: { periodSeconds: 2, successThreshold: 3, httpGet: { port: 8080 } } },
      15,
    ],
    ['after its startup probe', { startupProbe: { periodSeconds: 10, httpGet: { port: 8080 } } }, 19],
  ])('is ready %s', async (_when, container, seconds) => {
    await world.create(pod({}, container));
    await world.pass(seconds - 1);
    expect(await ready()).toBe('False');
    await world.pass(1);
    expect(await ready()).toBe('True');
  });

  it('runs its init containers first, one after the other', async () => {
    const initContainers = ['one', 'two'].map((name) => ({ name, image: 'busybox' }));
    await world.create(pod({ initContainers }));
    await world.pass(1);
    expect(conditionOf(await get(), 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [one two]',
    });
    await world.pass(12);
    expect(conditionOf(await get(), 'Initialized')?.message).toBe('containers with incomplete status: [two]');
    await world.pass(30);
    expect((await get()).status).toMatchObject({
      phase: 'Running',
      initContainerStatuses: [
        { name: 'one', ready: true },
        { name: 'two', ready: true },
      ],
    });
  });

  it('has the node’s address with hostNetwork', async () => {
    await world.create(pod({ hostNetwork: true }));
    await world.pass(20);
    expect((await get()).status?.podIP).toBe('192.168.88.21');
  });

  it('waits for readiness gates', async () => {
    await world.create(pod({ readinessGates: [{ conditionType: 'example.com/gate' }] }));
    await world.pass(20);
    expect(conditionOf(await get(), 'Ready')).toMatchObject({
      reason: 'ReadinessGatesNotReady',
      message: 'corresponding condition of pod readiness gate "example.com/gate" does not exist.',
    });
    expect(conditionOf(await get(), 'ContainersReady')?.status).toBe('True');
  });
});

describe('a pod whose Secret is missing', () => {
  it('waits for the volume, says so, and starts when it comes', async () => {
    await world.create(pod({ volumes: [{ name: 'tls', secret: { secretName: 'wildcard-tls' } }] }));
    await world.pass(30);
    expect((await get()).status).toMatchObject({
      phase: 'Pending',
      containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }],
    });
    expect(await world.events('web')).toContain(
      'FailedMount: MountVolume.SetUp failed for volume "tls" : secret "wildcard-tls" not found',
    );
    await world.create({ ...kinds.Secret, metadata: { name: 'wildcard-tls', namespace: 'default' } });
    await world.pass(60);
    expect(await ready()).toBe('True');
  });

  it('fails to be configured when its environment needs it', async () => {
    const env = [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'token', key: 'value' } } }];
    await world.create(pod({}, { env }));
    await world.pass(5);
    const waiting = (await get()).status?.containerStatuses?.[0]?.state?.waiting;
    expect(waiting).toEqual({ reason: 'CreateContainerConfigError', message: 'secret "token" not found' });
    await world.create({ ...kinds.Secret, metadata: { name: 'token', namespace: 'default' }, data: { other: 'eA==' } });
    await world.pass(11);
    expect((await get()).status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(
      "couldn't find key value in Secret default/token",
    );
  });

  it('starts without it when it is optional', async () => {
    await world.create(pod({ volumes: [{ name: 'tls', secret: { secretName: 'none', optional: true } }] }));
    await world.pass(30);
    expect(await ready()).toBe('True');
  });
});

describe('the end of a pod', () => {
  it('leaves time to stop, within the grace period', async () => {
    await world.create(pod({}, { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 5'] } } } }));
    await world.pass(20);
    await world.cluster.delete(kinds.Pod, 'web', 'default');
    await world.pass(5);
    expect(await world.cluster.get(kinds.Pod, 'web', 'default')).toBeDefined();
    await world.pass(2);
    expect(await world.cluster.get(kinds.Pod, 'web', 'default')).toBeUndefined();
    expect(await world.events('web')).toContain('Killing: Stopping container app');
  });

  it('frees its address for later, not at once', async () => {
    await world.create(pod());
    await world.pass(20);
    await world.cluster.delete(kinds.Pod, 'web', 'default');
    await world.pass(20);
    await world.create(pod());
    await world.pass(20);
    expect((await get()).status?.podIP).toBe('10.42.0.3');
  });

  it('comes by itself for a pod that runs to completion', async () => {
    await world.create(pod({ restartPolicy: 'Never' }));
    await world.pass(60);
    expect((await get()).status).toMatchObject({
      phase: 'Succeeded',
      containerStatuses: [{ state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
    });
    expect(conditionOf(await get(), 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
  });
});

describe('kubelets that are switched on again', () => {
  it('leave running pods as they are', async () => {
    await world.create(pod());
    await world.pass(20);
    const before = await get();
    const { controlPlaneControllers } = await import('../controllers.ts');
    const again = controlPlaneControllers().filter(({ id }) => id === 'kubernetes/kubelet');
    world.addControllers(again);
    await world.pass(60);
    expect((await get()).status).toEqual(before.status);
  });
});
