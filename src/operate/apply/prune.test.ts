import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { StatusError } from '../../cluster/status-error.ts';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { isLeavingWith } from './leaving.ts';
import { pruneObjects, whyLeft } from './prune.ts';

const within = { namespace: 'shed' };
const configMap = (name: string, metadata: object = {}): UnknownObject => ({
  ...kinds.ConfigMap,
  metadata: { name, ...within, ...metadata },
});
const secret = (name: string, labels: Record<string, string> = {}): UnknownObject => ({
  ...kinds.Secret,
  metadata: { name, ...within, labels },
});
const ofRelease = (name: string, policy?: string): UnknownObject =>
  configMap(`of-${name}`, {
    annotations: {
      'meta.helm.sh/release-name': name,
      'meta.helm.sh/release-namespace': 'shed',
      ...(policy && { 'helm.sh/resource-policy': policy }),
    },
  });
const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: '1' };

describe('a namespace that left a set', () => {
  let empty: EmbeddedCluster;
  let namespace: UnknownObject;
  beforeAll(async () => {
    empty = createEmbeddedCluster({ runtime: seededRuntime() });
    namespace = await empty.cluster.create({ ...kinds.Namespace, metadata: { name: 'shed' } });
    await empty.cluster.create(configMap('member'));
    await empty.cluster.create(configMap('kube-root-ca.crt'));
  });
  afterAll(() => empty.stop());

  const staying = {
    stays: () => undefined,
    isLeaving: isLeavingWith({
      objects: [configMap('member')],
      releases: new Set(['shed/past']),
    }),
  };

  test.each<[string, readonly UnknownObject[], string | undefined]>([
    ['goes with its members and what every namespace has', [], undefined],
    ['goes with what a release that is uninstalled holds', [ofRelease('past')], undefined],
    ['goes with what is owned', [configMap('owned', { ownerReferences: [owner] })], undefined],
    [
      'stays for an object that nobody here brought',
      [configMap('mine')],
      'it holds ConfigMap/shed/mine, which the lab has not brought',
    ],
    [
      'stays for what its release keeps',
      [ofRelease('past', 'keep')],
      'it holds ConfigMap/shed/of-past, which the lab has not brought',
    ],
    [
      'stays for a release that goes on',
      [ofRelease('other')],
      'it holds ConfigMap/shed/of-other, which the lab has not brought',
    ],
    [
      'stays for a Secret that somebody made by hand',
      [secret('token')],
      'it holds Secret/shed/token, which the lab has not brought',
    ],
    [
      'stays for a Secret of another lab',
      [secret('login', { 'applyset.kubernetes.io/part-of': 'another' })],
      'it holds Secret/shed/login, which the lab has not brought',
    ],
    [
      'names the first of many',
      ['a', 'b', 'c', 'd', 'e'].map((name) => configMap(name)),
      'it holds ConfigMap/shed/a, ConfigMap/shed/b, ConfigMap/shed/c and 2 more, which the lab has not brought',
    ],
  ])('%s', async (_, objects, why) => {
    const embedded = empty.fork(seededRuntime());
    for (const object of objects) await embedded.cluster.create(object, { fieldManager: 'kubectl-create' });
    expect(await whyLeft(embedded.cluster, namespace, staying)).toBe(why);
    await embedded.stop();
  });

  test('stays where a kind may not be listed', async () => {
    const cluster = {
      resources: () => empty.cluster.resources(),
      list: async (kind: Parameters<typeof empty.cluster.list>[0], options: object) => {
        if (kind.kind !== 'Secret') return empty.cluster.list(kind, options);
        throw new StatusError({
          ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' },
          ...{ reason: 'Forbidden', code: 403, message: 'secrets is forbidden' },
        });
      },
    };
    expect(await whyLeft(cluster as never, namespace, staying)).toBe(
      'what it holds is not all known: secrets may not be listed',
    );
  });

  test('is deleted with a run, and only named with a dry run', async () => {
    const embedded = empty.fork(seededRuntime());
    const dry = await pruneObjects(embedded.cluster, [namespace], { ...staying, dryRun: true });
    expect(dry.removed).toEqual([namespace]);
    expect((await embedded.cluster.get(kinds.Namespace, 'shed'))?.metadata.deletionTimestamp).toBeUndefined();
    await pruneObjects(embedded.cluster, [namespace], { ...staying, dryRun: false });
    await embedded.run({ limitSeconds: 60 });
    const left = await embedded.cluster.get(kinds.Namespace, 'shed');
    expect(left === undefined || left.metadata.deletionTimestamp !== undefined).toBe(true);
    await embedded.stop();
  });
});
