import { readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { seededRuntime } from '../../../core/runtime.ts';
import { builtinResources } from '../../../kube/builtin-resources.ts';
import type { KubeObject, UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import type { Cluster } from '../../cluster.ts';
import { createEmbeddedCluster } from '../index.ts';
import { plugins } from './pipeline.ts';

/** Those of AllOrderedPlugins that are modelled: kubernetes pkg/kubeapiserver/options/plugins.go */
const upstreamOrder = [
  'NamespaceLifecycle',
  'LimitRanger',
  'ServiceAccount',
  'TaintNodesByCondition',
  'PodSecurity',
  'Priority',
  'DefaultTolerationSeconds',
  'DefaultStorageClass',
  'StorageObjectInUseProtection',
  'PersistentVolumeClaimResize',
  'DefaultIngressClass',
  'ValidatingAdmissionWebhook',
  'ResourceQuota',
];

describe('the list of plugins', () => {
  it('has the order of the real one', () => {
    expect(plugins.map(({ name }) => name)).toEqual(upstreamOrder);
  });

  it('has every plugin there is, one a file', () => {
    const files = readdirSync(new URL('./plugins', import.meta.url)).filter((file) => !file.endsWith('.test.ts'));
    expect(files).toHaveLength(plugins.length);
  });

  it('looks at kinds that are served', () => {
    const served = new Set(builtinResources.map(({ group, plural }) => `${group}/${plural}`));
    const unknown = plugins.flatMap(({ tables = [] }) => tables.filter((table) => !served.has(table)));
    expect(unknown).toEqual([]);
  });
});

const secure = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  automountServiceAccountToken: false,
};
const safe = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const pod = (name: string, more: object = {}, securityContext: object = safe): UnknownObject => ({
  ...kinds.Pod,
  metadata: { name, namespace: 'n' },
  spec: { ...secure, containers: [{ name: 'c', image: 'i:1', securityContext, ...more }] },
});
const inNamespace = (kind: string, name: string, spec: object): KubeObject =>
  ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'n' }, spec }) as KubeObject;

describe('every way to write', () => {
  let cluster: Cluster;
  beforeEach(async () => {
    ({ cluster } = createEmbeddedCluster({ runtime: seededRuntime() }));
    await cluster.create({ ...kinds.Namespace, metadata: { name: 'n' } });
    await cluster.create({ ...kinds.ServiceAccount, metadata: { name: 'default', namespace: 'n' } });
  });
  const restrict = () => {
    const body = { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } };
    return cluster.patch(kinds.Namespace, 'n', undefined, { type: 'merge', body });
  };
  const image = { spec: { containers: [{ name: 'c', image: 'i:2' }] } };
  const asManager = { fieldManager: 'm', force: true };

  const creations: Readonly<Record<string, (object: UnknownObject) => Promise<unknown>>> = {
    create: (object) => cluster.create(object),
    apply: (object) => cluster.apply(object, asManager),
  };
  const changes: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
    update: async (name) => {
      const there = (await cluster.get<UnknownObject & { spec: { containers: object[] } }>(kinds.Pod, name, 'n'))!;
      const containers = there.spec.containers.map((container) => ({ ...container, image: 'i:2' }));
      return cluster.update({ ...there, spec: { ...there.spec, containers } });
    },
    patch: (name) => cluster.patch(kinds.Pod, name, 'n', { type: 'strategic', body: image }),
    apply: (name) =>
      cluster.apply(
        { ...kinds.Pod, metadata: { name, namespace: 'n' }, ...image },
        { ...asManager, fieldManager: 'o' },
      ),
  };

  it.each(Object.keys(creations))('of a new pod passes Pod Security and Limits and Quotas: %s', async (verb) => {
    await restrict();
    await expect(creations[verb]!(pod('p', {}, { privileged: true }))).rejects.toThrow('violates PodSecurity');
    await cluster.create(inNamespace('LimitRange', 'l', { limits: [{ type: 'Container', max: { cpu: '1' } }] }));
    const greedy = { resources: { limits: { cpu: '2' } } };
    await expect(creations[verb]!(pod('p', greedy))).rejects.toThrow('maximum cpu usage per Container is 1');
    const quota = await cluster.create(inNamespace('ResourceQuota', 'q', { hard: { pods: '0' } }) as UnknownObject);
    await cluster.update({ ...quota, status: { hard: { pods: '0' }, used: { pods: '0' } } }, { subresource: 'status' });
    await expect(creations[verb]!(pod('p'))).rejects.toThrow('exceeded quota: q');
    expect(await cluster.list(kinds.Pod)).toEqual([]);
  });

  it.each(Object.keys(creations))('into a namespace that is about to go is refused: %s', async (verb) => {
    await cluster.delete(kinds.Namespace, 'n');
    await expect(creations[verb]!(pod('p'))).rejects.toThrow('because it is being terminated');
  });

  it.each(Object.keys(changes))('of a pod that is there passes Pod Security: %s', async (verb) => {
    await creations.apply!(pod('p', {}, { privileged: true }));
    await restrict();
    await expect(changes[verb]!('p')).rejects.toThrow('violates PodSecurity');
  });

  it.each(Object.keys(changes))('keeps what admission gave: %s', async (verb) => {
    await creations.apply!(pod('p'));
    const before = (await cluster.get(kinds.Pod, 'p', 'n'))!.spec as {
      readonly tolerations: object[];
      priority: number;
    };
    const after = (await changes[verb]!('p')) as { readonly spec: typeof before };
    expect(before.tolerations).toHaveLength(2);
    expect(after.spec).toMatchObject({ tolerations: before.tolerations, priority: before.priority });
  });

  it('of a deletion asks, too: some namespaces stay', async () => {
    await expect(cluster.delete(kinds.Namespace, 'kube-system')).rejects.toThrow('this namespace may not be deleted');
  });
});
