import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskAnnotation } from '../../controlplane/nodes/node-disk.ts';
import { powerAnnotation } from '../../controlplane/nodes/node-power.ts';
import { deployment, podTemplate, startTestCluster, type TestCluster } from '../../controlplane/test-world.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { type ConfigMap, kinds, type PersistentVolumeClaim, type Pod, type StorageClass } from '../../kube/types.ts';
import { chart } from './chart.ts';
import { longhornNamespace as namespace } from './component-names.ts';
import { longhornControllers } from './controllers.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
  world.addControllers(longhornControllers());
  await world.create({ ...kinds.Namespace, metadata: { name: namespace } });
});
afterEach(() => world.stop());

const needed = ['ServiceAccount', 'PriorityClass', 'ConfigMap', 'DaemonSet', 'Deployment'];

async function install(replicas: number, nodeDownPodDeletionPolicy = ''): Promise<void> {
  const values = {
    persistence: { defaultClassReplicaCount: replicas },
    defaultSettings: { nodeDownPodDeletionPolicy },
  };
  const { objects } = chart.render({ name: 'longhorn', namespace, version: '1.12.1', values });
  for (const object of objects.filter(({ kind }) => needed.includes(kind))) await world.create(placed(object));
}

const placed = (object: UnknownObject) =>
  object.kind === 'PriorityClass' ? object : { ...object, metadata: { ...object.metadata, namespace } };

const classOf = (name: string) => world.cluster.get<StorageClass>(kinds.StorageClass, name);
const replicasOf = async () => (await classOf('longhorn'))?.parameters?.numberOfReplicas;

describe('while Longhorn runs', () => {
  test('its classes and its driver are there, and not before', async () => {
    await install(2);
    expect(await classOf('longhorn')).toBeUndefined();
    await world.pass(60);
    expect(await classOf('longhorn')).toMatchObject({ provisioner: 'driver.longhorn.io', reclaimPolicy: 'Delete' });
    expect(await classOf('longhorn-static')).toMatchObject({ parameters: { staleReplicaTimeout: '30' } });
    expect((await world.list(kinds.CSIDriver)).map(({ metadata }) => metadata.name)).toEqual(['driver.longhorn.io']);
  });

  test('a class is made anew when its ConfigMap changes, and when somebody takes it away', async () => {
    await install(2);
    await world.pass(60);
    const config = await world.cluster.get<ConfigMap>(kinds.ConfigMap, 'longhorn-storageclass', namespace);
    const text = config?.data?.['storageclass.yaml']?.replace('numberOfReplicas: "2"', 'numberOfReplicas: "1"') ?? '';
    await world.cluster.update({ ...config!, data: { 'storageclass.yaml': text } });
    await world.pass(5);
    expect(await replicasOf()).toBe('1');
    await world.cluster.delete(kinds.StorageClass, 'longhorn');
    await world.pass(5);
    expect(await replicasOf()).toBe('1');
  });

  test.each(['', 'kind: ConfigMap', '- of what', 'a: : b'])('a ConfigMap of %j makes no class', async (text) => {
    await install(2);
    const config = await world.cluster.get<ConfigMap>(kinds.ConfigMap, 'longhorn-storageclass', namespace);
    await world.cluster.update({ ...config!, data: { 'storageclass.yaml': text } });
    await world.pass(60);
    expect(await classOf('longhorn')).toBeUndefined();
    expect(world.failures()).toEqual([]);
  });
});

describe('when a node is down', () => {
  const { spec, metadata } = podTemplate('wiki');
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const wiki = deployment('wiki', { replicas: 1, template: { metadata, spec: { ...spec, volumes } } });
  const claim = {
    ...kinds.PersistentVolumeClaim,
    metadata: { name: 'data', namespace: 'default' },
    spec: { storageClassName: 'longhorn', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  const pods = async () => (await world.cluster.list<Pod>(kinds.Pod, { namespace: 'default' })).map(stateOf).sort();
  const stateOf = (pod: Pod) => (pod.metadata.deletionTimestamp ? 'Terminating' : (pod.status?.phase ?? ''));

  async function loseNode(policy: string): Promise<void> {
    await install(2, policy);
    await world.pass(60);
    await world.create(claim);
    await world.create({ ...wiki, spec: { ...wiki.spec, template: { metadata, spec: { ...spec, volumes } } } });
    await world.pass(60);
    const [pod] = await world.cluster.list<Pod>(kinds.Pod, { namespace: 'default' });
    expect(pod?.status?.phase).toBe('Running');
    await world.cluster.patch(kinds.Node, pod!.spec.nodeName!, undefined, {
      type: 'merge',
      body: { metadata: { annotations: { [powerAnnotation]: 'off' } } },
    });
  }

  test.each(['do-nothing', 'delete-statefulset-pod', 'delete-everything', ''])(
    'the pod of a Deployment and its volume stay where they are with the policy %j',
    async (policy) => {
      await loseNode(policy);
      await world.pass(3600);
      expect(await pods()).toEqual(['Pending', 'Terminating']);
    },
  );

  test.each(['delete-deployment-pod', 'delete-both-statefulset-and-deployment-pod'])(
    'its volume follows within nine minutes with the policy %j',
    async (policy) => {
      await loseNode(policy);
      await world.pass(250);
      expect(await pods()).toEqual(['Running']);
      await world.pass(9 * 60 - 250);
      expect(await pods()).toEqual(['Running']);
      const [pod] = await world.cluster.list<Pod>(kinds.Pod, { namespace: 'default' });
      expect((await world.events(pod!.metadata.name)).filter((text) => text.includes('Multi-Attach'))).toHaveLength(1);
    },
  );
});

describe('where disks are known', () => {
  const claimOf = (name: string, storage: string) => ({
    ...kinds.PersistentVolumeClaim,
    metadata: { name, namespace: 'default' },
    spec: { storageClassName: 'longhorn', accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  });
  const appOf = (name: string) => {
    const { spec, metadata } = podTemplate(name);
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: name } }];
    return deployment(name, { replicas: 1, template: { metadata, spec: { ...spec, volumes } } });
  };
  const phases = async () =>
    (await world.cluster.list<Pod>(kinds.Pod, { namespace: 'default' })).map(({ status }) => status?.phase);

  async function resize(disk: string): Promise<void> {
    for (const node of await world.list(kinds.Node))
      await world.cluster.patch(kinds.Node, node.metadata.name, undefined, {
        type: 'merge',
        body: { metadata: { annotations: { [diskAnnotation]: disk } } },
      });
  }

  async function run(...sizes: readonly string[]): Promise<void> {
    await install(1);
    await world.pass(60);
    for (const [i, size] of sizes.entries()) {
      await world.create(claimOf(`app-${i}`, size));
      await world.create(appOf(`app-${i}`));
      await world.pass(60);
    }
  }

  test('a volume for which no node has room is bound, and attached once there is', async () => {
    await resize('10Gi');
    await run('8Gi');
    const [claim] = await world.cluster.list<PersistentVolumeClaim>(kinds.PersistentVolumeClaim);
    expect([claim?.status?.phase, await phases()]).toEqual(['Bound', ['Pending']]);
    const [pod] = await world.cluster.list<Pod>(kinds.Pod, { namespace: 'default' });
    const said = (await world.events(pod!.metadata.name)).filter((text) => text.includes('AttachVolume'));
    expect(said).toEqual([
      expect.stringMatching(
        /AttachVolume\.Attach failed for volume "pvc-.+" : rpc error: code = Aborted desc = volume pvc-.+ is not ready for workloads: volume is currently in detached state with some un-schedulable replicas/,
      ),
    ]);
    await resize('20Gi');
    await world.pass(60);
    expect(await phases()).toEqual(['Running']);
  });

  test('what was claimed first has the room, by its size and not by what is written', async () => {
    await resize('10Gi');
    await run('6Gi', '6Gi', '6Gi');
    const nodes = (await world.list(kinds.Node)).length;
    expect((await phases()).filter((phase) => phase === 'Running')).toHaveLength(Math.min(nodes, 3));
  });

  test('nothing is refused where a disk is not known', async () => {
    await run('80Ti');
    expect(await phases()).toEqual(['Running']);
  });
});
