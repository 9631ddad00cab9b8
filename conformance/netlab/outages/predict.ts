// What Gatehouse predicts of an app when a node dies: seconds until nobody is led to its pod there, and until another pod is ready.
import { createEmbeddedCluster } from '../../../src/cluster/embedded/index.ts';
import { controlPlaneControllers } from '../../../src/controlplane/controllers.ts';
import { createNodes, setNodeAlive } from '../../../src/controlplane/nodes/create-nodes.ts';
import { seededRuntime } from '../../../src/core/runtime.ts';
import type { UnknownObject } from '../../../src/kube/object.ts';
import { type EndpointSlice, kinds, type Pod } from '../../../src/kube/types.ts';

const nodes = ['node-1', 'node-2', 'node-3'].map((name, i) => ({
  name,
  address: `192.168.88.${i + 11}`,
  role: 'worker' as const,
}));

const app = { app: 'one' };
const objects = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'one', namespace: 'default' },
    spec: {
      replicas: 1,
      selector: { matchLabels: app },
      template: { metadata: { labels: app }, spec: { containers: [{ name: 'hello', image: 'hello' }] } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'one', namespace: 'default' },
    spec: { selector: app, ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] },
  },
];

/** Virtual seconds after the death of the node of an app with one replica. */
export async function predictSingle(): Promise<{ readonly notLedThere: number; readonly back: number }> {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  const { cluster } = embedded;
  for (const node of createNodes(nodes, { kubeletVersion: 'v1.36.3', now: embedded.now() })) await cluster.create(node);
  embedded.addControllers(controlPlaneControllers());
  for (const object of objects) await cluster.create(object as UnknownObject);
  await embedded.run({ limitSeconds: 120 });
  const [pod] = await cluster.list<Pod>(kinds.Pod, { namespace: 'default' });
  const died = embedded.now();
  await setNodeAlive(cluster, pod!.spec.nodeName!, false);
  const ready = async () => {
    const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace: 'default' });
    return slices.some(({ endpoints }) => (endpoints ?? []).some(({ conditions }) => conditions?.ready));
  };
  const secondsUntil = async (wanted: boolean) => {
    while ((await ready()) !== wanted && embedded.now() - died < 600_000) await embedded.run({ limitSeconds: 1 });
    return (embedded.now() - died) / 1000;
  };
  return { notLedThere: await secondsUntil(false), back: await secondsUntil(true) };
}
