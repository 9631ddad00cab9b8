import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveClusterOf } from '../../../test/live-cluster.ts';
import { seededRuntime } from '../../core/runtime.ts';
import type { KubeObject, UnknownObject } from '../../kube/object.ts';
import type { Cluster } from '../cluster.ts';
import type { EmbeddedCluster } from './contract.ts';
import { createEmbeddedCluster } from './index.ts';

const container = { name: 'c', image: 'i:1', resources: { limits: { cpu: '0.1', memory: '64Mi' } } };
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [container] } };
const selector = { matchLabels: { app: 'x' } };
const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const subject = { kind: 'ServiceAccount', name: 'x', namespace: 'n' };
const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'x' };
const claimSpec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const definition = {
  group: 'example.com',
  scope: 'Namespaced',
  names: { plural: 'things', kind: 'Thing' },
  versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
};
const event = { involvedObject: { kind: 'Pod', name: 'x', namespace: 'n' }, reason: 'R', message: 'm', type: 'Normal' };

/** Kinds with what beyond name and namespace is written of them: namespaced ones, then cluster-wide ones. */
const namespaced: readonly (readonly [string, string, object])[] = [
  ['v1', 'ConfigMap', { data: { a: '1' } }],
  ['v1', 'Secret', { stringData: { a: '1' } }],
  ['v1', 'ServiceAccount', {}],
  ['v1', 'Service', { spec: { type: 'NodePort', ports: [{ port: 80 }], selector: { app: 'x' } } }],
  ['v1', 'Pod', { spec: { containers: [container] } }],
  ['v1', 'PersistentVolumeClaim', { spec: claimSpec }],
  ['v1', 'Event', event],
  ['v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { cpu: '2' } }] } }],
  ['v1', 'ResourceQuota', { spec: { hard: { pods: '10' } } }],
  ['apps/v1', 'Deployment', { spec: { selector, template } }],
  ['apps/v1', 'DaemonSet', { spec: { selector, template } }],
  ['apps/v1', 'StatefulSet', { spec: { selector, template, serviceName: 'x' } }],
  ['batch/v1', 'Job', { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } }],
  ['networking.k8s.io/v1', 'Ingress', { spec: { defaultBackend: { service: { name: 'x', port: { number: 80 } } } } }],
  [
    'discovery.k8s.io/v1',
    'EndpointSlice',
    { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [] },
  ],
  ['policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 1, selector } }],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: role, subjects: [subject] }],
];
const clusterWide: readonly (readonly [string, string, object])[] = [
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [rule] }],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', { roleRef: role, subjects: [subject] }],
  ['v1', 'Namespace', {}],
  ['v1', 'Node', { status: { capacity: { cpu: '4' } } }],
  ['storage.k8s.io/v1', 'StorageClass', { provisioner: 'x' }],
  ['scheduling.k8s.io/v1', 'PriorityClass', { value: 1 }],
  [
    'v1',
    'PersistentVolume',
    { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' } } },
  ],
];
const definitionOf = ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: definition }] as const;

interface Door {
  readonly name: string;
  readonly embedded: EmbeddedCluster;
  readonly cluster: Cluster;
  readonly close: () => Promise<void>;
}

async function openDoor(name: 'within' | 'wire'): Promise<Door> {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  const over = name === 'wire' ? liveClusterOf(await embedded.serve()) : undefined;
  const cluster = over?.cluster ?? embedded.cluster;
  for (const object of [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'n' } },
  ]) {
    await cluster.create(object);
  }
  return { name, embedded, cluster, close: async () => over?.close() };
}

/** An object without what differs between two clusters, or says who wrote it. */
function comparable(object: UnknownObject | undefined): unknown {
  const text = JSON.stringify(object ?? null, (key, value) =>
    ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields'].includes(key) ? undefined : value,
  );
  return JSON.parse(text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UID').replaceAll(/kube-api-access-\w{5}/g, 'TOKEN'));
}

describe('the door within the process and the door over the wire', () => {
  let doors: readonly Door[];
  beforeAll(async () => {
    doors = [await openDoor('within'), await openDoor('wire')];
  });
  afterAll(async () => {
    for (const { embedded, close } of doors) {
      await close();
      await embedded.stop();
    }
  });

  /** What every step leaves behind, by each door. */
  async function write(object: KubeObject): Promise<readonly (readonly unknown[])[]> {
    const { apiVersion, kind, metadata } = object;
    const namespace = metadata.namespace as string;
    return Promise.all(
      doors.map(async ({ cluster, embedded }) => {
        const stored = async () =>
          comparable(await embedded.cluster.get({ apiVersion, kind }, metadata.name, namespace));
        const created = comparable(await cluster.create(object as UnknownObject));
        const first = await stored();
        const there = (await cluster.get({ apiVersion, kind }, metadata.name, namespace))!;
        const labelled = { ...there, metadata: { ...there.metadata, labels: { ...there.metadata.labels, a: 'b' } } };
        const updated = comparable(await cluster.update(labelled));
        const body = { metadata: { annotations: { a: 'b' } } };
        const patched = comparable(
          await cluster.patch({ apiVersion, kind }, metadata.name, namespace, { type: 'merge', body }),
        );
        const applied = comparable(
          await cluster.apply(
            { apiVersion, kind, metadata: { name: metadata.name, namespace, labels: { c: 'd' } } },
            { fieldManager: 'm' },
          ),
        );
        const last = await stored();
        await cluster.delete({ apiVersion, kind }, metadata.name, namespace);
        return [created, first, updated, patched, applied, last, await stored()];
      }),
    );
  }

  it.each([...namespaced, ...clusterWide, definitionOf])('give the same for %s %s', async (apiVersion, kind, more) => {
    // The namespace that is said of a cluster-wide kind once went astray by one of them.
    const name = kind === 'CustomResourceDefinition' ? 'things.example.com' : 'x';
    const [within, wire] = await write({ apiVersion, kind, metadata: { name, namespace: 'n' }, ...more } as KubeObject);
    expect(wire).toEqual(within);
    expect(within?.[0]).toMatchObject({ apiVersion, kind, metadata: { name } });
  });

  it.each(clusterWide)('keep no namespace with %s %s', async (apiVersion, kind, more) => {
    const object = { apiVersion, kind, metadata: { name: 'y', namespace: 'n' }, ...more } as KubeObject;
    for (const { cluster } of doors) {
      expect((await cluster.create(object)).metadata).not.toHaveProperty('namespace');
      expect((await cluster.get({ apiVersion, kind }, 'y'))?.metadata.name).toBe('y');
    }
  });

  it.each([
    ['an absent namespace', { metadata: { name: 'z', namespace: 'nowhere' } }, 'NotFound'],
    ['a name that is none', { metadata: { name: 'Z', namespace: 'n' } }, 'Invalid'],
  ])('refuse alike: %s', async (_what, more, reason) => {
    for (const { cluster } of doors) {
      const object = { apiVersion: 'v1', kind: 'ConfigMap', ...more };
      await expect(cluster.create(object)).rejects.toMatchObject({ status: { reason } });
    }
  });
});
