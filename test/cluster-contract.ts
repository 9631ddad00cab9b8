import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster, WatchEvent } from '../src/cluster/cluster.ts';
import { isReason } from '../src/cluster/status-error.ts';
import type { KubeObject, UnknownObject } from '../src/kube/object.ts';

/** A cluster under test, and how to be done with it. */
export interface ClusterUnderTest {
  readonly cluster: Cluster;
  readonly close: () => Promise<void>;
}

const ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const Deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };

type Data = KubeObject & { readonly data?: Readonly<Record<string, string>> };

const configMap = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): Data => ({
  ...ConfigMap,
  metadata: { name, namespace: 'contract', labels },
  data,
});

const deployment = (name: string, replicas: number): UnknownObject => ({
  ...Deployment,
  metadata: { name, namespace: 'contract' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i:1' }] } },
  },
});

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'accepted';
  } catch (error) {
    const reasons = ['NotFound', 'AlreadyExists', 'Conflict', 'Invalid', 'Forbidden'];
    return reasons.find((reason) => isReason(error, reason)) ?? String(error);
  }
}

/** What holds for every `Cluster`, whatever is behind it. */
export function describeClusterContract(name: string, make: () => Promise<ClusterUnderTest>): void {
  describe(`${name} keeps the contract of a cluster:`, () => {
    let under: ClusterUnderTest;
    let cluster: Cluster;

    beforeAll(async () => {
      under = await make();
      cluster = under.cluster;
      await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'contract' } });
    });
    afterAll(() => under.close());

    it('an absent object is undefined, an absent kind is refused', async () => {
      expect(await cluster.get(ConfigMap, 'none', 'contract')).toBeUndefined();
      await expect(cluster.get({ apiVersion: 'none.example.com/v1', kind: 'None' }, 'x', 'contract')).rejects.toThrow();
    });

    it('a created object has uid, version and time, and cannot be created again', async () => {
      const created = await cluster.create(configMap('created', { a: '1' }));
      expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(created.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(created.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(await reasonOf(cluster.create(configMap('created')))).toBe('AlreadyExists');
    });

    it('a name is made from generateName', async () => {
      const object = { ...ConfigMap, metadata: { generateName: 'made-', namespace: 'contract' } } as Data;
      expect((await cluster.create(object)).metadata.name).toMatch(/^made-[a-z0-9]{5}$/);
    });

    it('nothing is created in a namespace that is not there', async () => {
      const object = { ...configMap('x'), metadata: { name: 'x', namespace: 'nowhere' } };
      expect(await reasonOf(cluster.create(object))).toBe('NotFound');
    });

    it('an update with an old version is refused', async () => {
      const first = await cluster.create(configMap('raced', { n: '1' }));
      await cluster.update({ ...first, data: { n: '2' } });
      expect(await reasonOf(cluster.update({ ...first, data: { n: '3' } }))).toBe('Conflict');
      await expect(cluster.update({ ...first, data: { n: '3' } })).rejects.toThrow(
        'Operation cannot be fulfilled on configmaps "raced": the object has been modified; please apply your changes to the latest version and try again',
      );
    });

    it('a write that changes nothing keeps the version', async () => {
      const first = await cluster.create(configMap('same', { n: '1' }));
      const again = await cluster.update({ ...first, data: { n: '1' } });
      expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    });

    it('spec and status are written apart, and only the spec counts generations', async () => {
      const created = await cluster.create(deployment('parts', 1));
      expect(created.metadata.generation).toBe(1);
      const status = { type: 'merge', body: { status: { replicas: 1 }, spec: { replicas: 9 } } } as const;
      const reported = await cluster.patch(Deployment, 'parts', 'contract', { ...status, subresource: 'status' });
      expect(reported).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 1 }, status: { replicas: 1 } });
      const scaled = await cluster.patch(Deployment, 'parts', 'contract', {
        type: 'merge',
        body: { spec: { replicas: 2 } },
      });
      expect(scaled).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 2 }, status: { replicas: 1 } });
    });

    it('patches come as JSON patch, merge patch and strategic merge patch', async () => {
      await cluster.create(deployment('patched', 1));
      const patch = (type: 'json' | 'merge' | 'strategic', body: never) =>
        cluster.patch(Deployment, 'patched', 'contract', { type, body });
      await patch('json', [{ op: 'replace', path: '/spec/replicas', value: 3 }] as never);
      await patch('merge', { metadata: { labels: { tier: 'front' } } } as never);
      const container = { name: 'c', image: 'i:2' };
      const last = await patch('strategic', { spec: { template: { spec: { containers: [container] } } } } as never);
      expect(last).toMatchObject({
        metadata: { labels: { tier: 'front' } },
        spec: {
          replicas: 3,
          template: { spec: { containers: [{ name: 'c', image: 'i:2', imagePullPolicy: 'IfNotPresent' }] } },
        },
      });
    });

    it('an applier is told whose field it would take, unless it forces', async () => {
      const apply = (manager: string, value: string, force = false) =>
        cluster.apply(configMap('applied', { a: value }), { fieldManager: manager, force });
      await apply('one', '1');
      expect(await reasonOf(apply('two', '2'))).toBe('Conflict');
      expect((await apply('two', '2', true)).data).toEqual({ a: '2' });
    });

    it('lists are selected by labels and fields, and ordered by name', async () => {
      for (const [n, color] of [
        ['l-b', 'red'],
        ['l-a', 'red'],
        ['l-c', 'blue'],
      ] as const) {
        await cluster.create(configMap(n, {}, { color }));
      }
      const names = async (options: object) =>
        (await cluster.list(ConfigMap, { namespace: 'contract', ...options })).map(({ metadata }) => metadata.name);
      expect(await names({ labelSelector: 'color=red' })).toEqual(['l-a', 'l-b']);
      expect(await names({ labelSelector: 'color in (blue)' })).toEqual(['l-c']);
      expect(await names({ fieldSelector: 'metadata.name=l-c' })).toEqual(['l-c']);
    });

    it('a watch tells what is there and then what happens, in order', async () => {
      const seen: string[] = [];
      await cluster.create(configMap('w', { n: '0' }, { watched: 'yes' }));
      const done = new Promise<void>((resolve) => {
        const stop = cluster.watch<Data>(
          ConfigMap,
          ({ type, object }: WatchEvent<Data>) => {
            seen.push(`${type} ${object.data?.n ?? ''}`);
            if (type !== 'DELETED') return;
            stop();
            resolve();
          },
          { namespace: 'contract', labelSelector: 'watched=yes' },
        );
      });
      await cluster.patch(ConfigMap, 'w', 'contract', { type: 'merge', body: { data: { n: '1' } } });
      await cluster.delete(ConfigMap, 'w', 'contract');
      await done;
      expect(seen.at(0)).toMatch(/^ADDED/);
      expect(seen.slice(-2)).toEqual([expect.stringMatching(/^(ADDED|MODIFIED) 1$/), 'DELETED 1']);
    });

    it('a watch that is refused says why, and that it is over', async () => {
      const told: string[] = [];
      await new Promise<void>((resolve) => {
        cluster.watch(ConfigMap, () => told.push('event'), {
          fieldSelector: 'spec.none=1',
          onError: (error) => told.push(isReason(error, 'BadRequest') ? 'BadRequest' : error.message),
          onEnd: resolve,
        });
      });
      expect(told).toEqual(['BadRequest']);
    });

    it('a watch that its caller stops tells nothing more', async () => {
      const told: string[] = [];
      const options = { onError: () => told.push('error'), onEnd: () => told.push('end') };
      const stop = cluster.watch(ConfigMap, () => told.push('event'), { labelSelector: 'stopped=yes', ...options });
      await cluster.list(ConfigMap);
      stop();
      await cluster.create(configMap('after-the-end', {}, { stopped: 'yes' }));
      await cluster.list(ConfigMap);
      expect(told).toEqual([]);
    });

    it('a watch ends with its cluster, once', async () => {
      const other = await make();
      let ends = 0;
      const ended = new Promise<void>((resolve) => {
        const onEnd = () => {
          ends += 1;
          resolve();
        };
        other.cluster.watch(ConfigMap, () => {}, { onError: () => {}, onEnd });
      });
      await other.cluster.list(ConfigMap);
      await other.close();
      await ended;
      expect(ends).toBe(1);
    });

    it('an object with finalizers is gone once they are', async () => {
      const object = {
        ...configMap('held'),
        metadata: { name: 'held', namespace: 'contract', finalizers: ['example.com/hold'] },
      };
      await cluster.create(object);
      await cluster.delete(ConfigMap, 'held', 'contract');
      const held = await cluster.get(ConfigMap, 'held', 'contract');
      expect(held?.metadata.deletionTimestamp).toBeDefined();
      await cluster.patch(ConfigMap, 'held', 'contract', { type: 'merge', body: { metadata: { finalizers: null } } });
      expect(await cluster.get(ConfigMap, 'held', 'contract')).toBeUndefined();
    });

    it('a deletion meant for another object is refused', async () => {
      await cluster.create(configMap('precious'));
      const preconditions = { uid: '00000000-0000-0000-0000-000000000000' };
      expect(await reasonOf(cluster.delete(ConfigMap, 'precious', 'contract', { preconditions }))).toBe('Conflict');
      expect(await reasonOf(cluster.delete(ConfigMap, 'absent', 'contract'))).toBe('NotFound');
    });

    it('a dry run leaves nothing behind', async () => {
      await cluster.create(configMap('dry'), { dryRun: true });
      expect(await cluster.get(ConfigMap, 'dry', 'contract')).toBeUndefined();
    });

    it('an invalid object is refused', async () => {
      expect(await reasonOf(cluster.create(deployment('Not-A-Name', 1)))).toBe('Invalid');
      expect(await reasonOf(cluster.create(deployment('negative', -1)))).toBe('Invalid');
    });

    it('what is served is told', async () => {
      const resources = await cluster.resources();
      expect(resources).toContainEqual(
        expect.objectContaining({ group: 'apps', version: 'v1', kind: 'Deployment', namespaced: true }),
      );
    });
  });
}
