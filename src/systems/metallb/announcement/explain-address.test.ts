import { expect, test } from 'vitest';
import { setNodeAlive } from '../../../controlplane/nodes/create-nodes.ts';
import { kinds } from '../../../kube/types.ts';
import { advertisement, appPod, balancer, startMetallb } from '../fixtures/cluster.ts';
import { pool } from '../fixtures/objects.ts';
import { metallbKinds } from '../objects.ts';
import { explainAddress } from './explain-address.ts';

async function running() {
  const metallb = await startMetallb('assumed');
  await metallb.pass(1);
  await metallb.create(
    pool('gate', ['192.168.1.240/29']),
    advertisement('gate'),
    appPod('web-0', 'web', 'k8s-2'),
    balancer('web', 'web'),
  );
  await metallb.pass(60);
  const explain = async (name: string) =>
    explainAddress(metallb.cluster, (await metallb.cluster.get(kinds.Service, name, 'default'))!, {
      installed: 'assumed',
    });
  return { ...metallb, explain };
}

test('tells pool, announcing node and who takes over, each with its reason', async () => {
  const { explain } = await running();
  expect(await explain('web')).toEqual({
    pool: 'gate',
    nodes: ['k8s-0', 'k8s-1', 'k8s-2'],
    hops: [
      {
        at: 'address',
        decision: '192.168.1.240 of pool gate',
        reason: 'the pool holds it',
        source: 'metallb internal/allocator/allocator.go',
      },
      {
        at: 'node',
        decision: 'k8s-0 answers ARP, then k8s-1, k8s-2',
        reason: 'smallest SHA-256 of node name, "#" and 192.168.1.240 among those that may announce',
        source: 'metallb speaker/layer2_controller.go',
      },
    ],
  });
});

test('says that nobody answers while a node is dead and the others have not noticed, then who does', async () => {
  const { explain, cluster, pass } = await running();
  await setNodeAlive(cluster, 'k8s-0', false);
  await pass(1);
  const during = await explain('web');
  expect(during?.nodes).toEqual([]);
  expect(during?.hops.at(-1)?.reason).toBe('node k8s-0 announced it and is dead; the others have not noticed yet');
  await pass(10);
  const after = await explain('web');
  expect(after?.nodes).toEqual(['k8s-1', 'k8s-2']);
  expect(after?.hops.at(-1)?.reason).toContain('left out: k8s-0: no living speaker on it');
});

test('says why nobody answers', async () => {
  const { explain, cluster, create, pass } = await running();
  await cluster.delete(metallbKinds.L2Advertisement, 'gate', 'metallb-system');
  await create(balancer('pending', 'web', { loadBalancerIP: '10.0.0.1' }), {
    ...balancer('plain', 'web'),
    spec: { ports: [{ port: 80 }] },
  });
  await pass(1);
  expect((await explain('web'))?.hops.at(-1)?.reason).toBe('no L2Advertisement covers the pool, or none lists a node');
  expect(await explain('pending')).toMatchObject({ pool: '', nodes: [], hops: [{ decision: 'none' }] });
  expect(await explain('plain')).toBeUndefined();
});
