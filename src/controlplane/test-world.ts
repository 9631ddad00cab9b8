import { createEmbeddedCluster } from '../cluster/embedded/index.ts';
import { seededRuntime } from '../core/runtime.ts';
import type { KindRef, UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import { controlPlaneControllers } from './controllers.ts';
import { createNodes, type NodeInput } from './nodes/create-nodes.ts';

const threeNodes: readonly NodeInput[] = [
  { name: 'cp-1', address: '192.168.88.11', role: 'control-plane' },
  { name: 'node-1', address: '192.168.88.21', role: 'worker' },
  { name: 'node-2', address: '192.168.88.22', role: 'worker' },
];

/** An embedded cluster with nodes and the base controllers, for the tests of this folder. */
export async function startTestCluster(options: { nodes?: readonly NodeInput[]; without?: readonly string[] } = {}) {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  const { cluster } = embedded;
  const controllers = controlPlaneControllers();
  embedded.addControllers(controllers.filter(({ id }) => !options.without?.includes(id)));
  const now = embedded.now();
  for (const node of createNodes(options.nodes ?? threeNodes, { kubeletVersion: 'v1.36.3', now })) {
    await cluster.create(node);
  }
  // Until the namespaces have their service accounts.
  await embedded.run({ limitSeconds: 0 });
  const list = (kind: KindRef, namespace?: string) => cluster.list<UnknownObject>(kind, { namespace });
  return {
    ...embedded,
    list,
    /** Lets that many virtual seconds pass. */
    pass: (seconds: number) => embedded.run({ limitSeconds: seconds }),
    create: (object: object) => cluster.create(object as UnknownObject),
    /** `Reason: message` of the events about an object, oldest first. */
    events: async (name: string) => {
      const events = await list(kinds.Event);
      return events
        .filter(({ involvedObject }) => (involvedObject as { name: string }).name === name)
        .map(({ reason, message }) => `${reason}: ${message}`);
    },
  };
}

export type TestCluster = Awaited<ReturnType<typeof startTestCluster>>;

/** A deployment whose pods carry the label `app`. */
export const deployment = (
  name: string,
  spec: { replicas?: number; image?: string; [field: string]: unknown } = {},
) => {
  const { replicas = 3, image = 'traefik/whoami:v1.11', ...rest } = spec;
  return {
    ...kinds.Deployment,
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: { app: name } },
      template: podTemplate(name, image),
      ...rest,
    },
  };
};

export const podTemplate = (app: string, image = 'traefik/whoami:v1.11') => ({
  metadata: { labels: { app } },
  spec: {
    restartPolicy: 'Always',
    containers: [{ name: 'app', image, ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }],
  },
});
