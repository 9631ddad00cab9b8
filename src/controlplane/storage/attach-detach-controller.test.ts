import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UnknownObject } from '../../kube/object.ts';
import { type Deployment, kinds, type Pod, type VolumeAttachment } from '../../kube/types.ts';
import { powerAnnotation } from '../nodes/node-power.ts';
import { deployment, podTemplate, startTestCluster, type TestCluster } from '../test-world.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
  await world.create({ ...kinds.CSIDriver, metadata: { name: 'disks.example.org' }, spec: {} });
  await world.create({ ...kinds.StorageClass, metadata: { name: 'disks' }, provisioner: 'disks.example.org' });
});
afterEach(() => world.stop());

const claim = (accessModes = ['ReadWriteOnce']) => ({
  ...kinds.PersistentVolumeClaim,
  metadata: { name: 'data', namespace: 'default' },
  spec: { storageClassName: 'disks', accessModes, resources: { requests: { storage: '1Gi' } } },
});

const mounting = (app: string, node?: string) => {
  const { metadata, spec } = podTemplate(app);
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  return { metadata, spec: { ...spec, volumes, ...(node && { nodeSelector: { 'kubernetes.io/hostname': node } }) } };
};

const pod = (name: string, nodeName: string) => ({
  ...kinds.Pod,
  metadata: { name, namespace: 'default' },
  spec: { ...mounting('x').spec, nodeName },
});

const at = (node: string, strategy: object) => ({
  ...deployment('wiki', { replicas: 1, strategy }),
  spec: { ...deployment('wiki', { replicas: 1, strategy }).spec, template: mounting('wiki', node) },
});

const attachedTo = async () =>
  (await world.cluster.list<VolumeAttachment>(kinds.VolumeAttachment)).map(
    ({ spec, status }) => `${spec.nodeName} ${status?.attached ?? false}`,
  );
const phases = async () =>
  (await world.cluster.list<Pod>(kinds.Pod)).map(({ spec, status, metadata }) =>
    [spec.nodeName, metadata.deletionTimestamp ? 'Terminating' : status?.phase].join(' '),
  );
const volumeName = async () => (await world.list(kinds.PersistentVolume))[0]!.metadata.name;
const multiAttach = async (name: string) => (await world.events(name)).filter((text) => text.includes('Multi-Attach'));

const power = (node: string, off: boolean) =>
  world.cluster.patch(kinds.Node, node, undefined, {
    type: 'merge',
    body: { metadata: { annotations: { [powerAnnotation]: off ? 'off' : null } } },
  });

describe('a volume of a driver that attaches', () => {
  test('goes to the node of its pod before a container starts, and leaves it with the pod', async () => {
    await world.create(claim());
    await world.create(pod('first', 'node-1'));
    await world.pass(6);
    expect(await attachedTo()).toEqual(['node-1 false']);
    await world.pass(30);
    expect(await attachedTo()).toEqual(['node-1 true']);
    expect(await phases()).toEqual(['node-1 Running']);
    expect(await world.events('first')).toContain(
      `SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "${await volumeName()}" `,
    );
    await world.cluster.delete(kinds.Pod, 'first', 'default');
    await world.pass(10);
    expect(await attachedTo()).toEqual([]);
  });

  test('keeps a pod of another node waiting, which is told once who has it', async () => {
    await world.create(claim());
    await world.create(pod('first', 'node-1'));
    await world.pass(30);
    await world.create(pod('second', 'node-2'));
    await world.pass(900);
    expect(await multiAttach('second')).toEqual([
      `FailedAttachVolume: Multi-Attach error for volume "${await volumeName()}" Volume is already used by pod(s) first`,
    ]);
    expect(await phases()).toEqual(['node-1 Running', 'node-2 Pending']);
    await world.cluster.delete(kinds.Pod, 'first', 'default');
    await world.pass(60);
    expect(await phases()).toEqual(['node-2 Running']);
  });

  test.each([
    ['pods of one node share it', ['ReadWriteOnce'], 'node-1', ['node-1 true']],
    ['nodes share it where it is for many', ['ReadWriteMany'], 'node-2', ['node-1 true', 'node-2 true']],
  ])('%s', async (_, modes, second, attached) => {
    await world.create(claim(modes));
    await world.create(pod('first', 'node-1'));
    await world.create(pod('second', second));
    await world.pass(60);
    expect((await attachedTo()).sort()).toEqual(attached);
    expect((await phases()).every((phase) => phase.endsWith('Running'))).toBe(true);
  });

  test.each([
    [
      'never ends where the new pod comes first',
      { type: 'RollingUpdate' },
      'ProgressDeadlineExceeded',
      'node-1 Running',
    ],
    ['ends where the old pod goes first', { type: 'Recreate' }, 'NewReplicaSetAvailable', 'node-2 Running'],
  ])('a rollout to another node %s', async (_, strategy, reason, first) => {
    await world.create(claim());
    await world.create(at('node-1', strategy));
    await world.pass(60);
    const made = await world.cluster.get<Deployment>(kinds.Deployment, 'wiki', 'default');
    await world.cluster.update({ ...made!, spec: at('node-2', strategy).spec } as UnknownObject);
    await world.pass(1200);
    const { status } = (await world.cluster.get<Deployment>(kinds.Deployment, 'wiki', 'default'))!;
    expect(status?.conditions?.find(({ type }) => type === 'Progressing')?.reason).toBe(reason);
    expect((await phases()).sort()[0]).toBe(first);
  });
});

describe('a node that is off', () => {
  const lose = async () => {
    await world.create(claim());
    await world.create(at('node-1', { type: 'Recreate' }));
    await world.pass(60);
    const made = await world.cluster.get<Deployment>(kinds.Deployment, 'wiki', 'default');
    const anywhere = { ...made!.spec, template: mounting('wiki') };
    await world.cluster.update({ ...made!, spec: anywhere } as UnknownObject);
    await world.pass(60);
    const [running] = await world.cluster.list<Pod>(kinds.Pod);
    await power(running!.spec.nodeName!, true);
    return running!.spec.nodeName!;
  };

  test('keeps its volume as long as its pod is not gone', async () => {
    const lost = await lose();
    await world.pass(3600);
    expect(await attachedTo()).toEqual([`${lost} true`]);
    const seen = (await phases()).sort();
    expect(seen).toHaveLength(2);
    expect(seen).toContain(`${lost} Terminating`);
    expect(seen.filter((phase) => phase.endsWith('Pending'))).toHaveLength(1);
  });

  test('gives it up six minutes after the pod was removed by hand', async () => {
    const lost = await lose();
    await world.pass(600);
    const old = (await world.cluster.list<Pod>(kinds.Pod)).find(({ spec }) => spec.nodeName === lost)!;
    await world.cluster.delete(kinds.Pod, old.metadata.name, 'default', { gracePeriodSeconds: 0 });
    await world.pass(350);
    expect(await attachedTo()).toEqual([`${lost} true`]);
    await world.pass(60);
    expect((await phases()).map((phase) => phase.split(' ')[1])).toEqual(['Running']);
  });

  test('gives it up at once when somebody says that it is out of service', async () => {
    const lost = await lose();
    await world.pass(600);
    const node = (await world.cluster.get<UnknownObject>(kinds.Node, lost))!;
    const taints = [
      ...((node.spec as { taints?: object[] }).taints ?? []),
      { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' },
    ];
    await world.cluster.patch(kinds.Node, lost, undefined, { type: 'merge', body: { spec: { taints } } as never });
    await world.pass(60);
    expect((await phases()).map((phase) => phase.split(' ')[1])).toEqual(['Running']);
  });
});
