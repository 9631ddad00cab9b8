import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import {
  answering,
  type FaultyProxy,
  halved,
  hanging,
  refusing,
  resetting,
  serveFaulty,
} from '../../../test/faulty-proxy.ts';
import { liveClusterOf } from '../../../test/live-cluster.ts';
import { realRuntime, seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { EmbeddedCluster } from '../embedded/contract.ts';
import { createEmbeddedCluster } from '../embedded/index.ts';
import { isReason } from '../status-error.ts';
import type { LiveCluster } from './index.ts';
import { MissingRight } from './refusals.ts';
import { ClusterUnreachable } from './unreachable.ts';

const ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const configMap = (name: string, data: Record<string, string> = {}): UnknownObject => ({
  ...ConfigMap,
  metadata: { name, namespace: 'default' },
  data,
});
const inDefault = { namespace: 'default' };
const one = /GET .*\/configmaps\/one/;
const lists = /GET .*\/configmaps\?limit/;
const watches = /GET .*\/configmaps\?watch/;

describe('a live cluster behind a network that fails', () => {
  let embedded: EmbeddedCluster;
  let proxy: FaultyProxy;
  let live: LiveCluster;

  beforeAll(async () => {
    embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    proxy = await serveFaulty(await embedded.serve());
    // Waits without chance, the shortest there are.
    live = liveClusterOf(proxy, { runtime: { ...realRuntime(), random: () => 0 } });
    await live.cluster.create(configMap('one', { n: '1' }));
  });
  afterAll(async () => {
    await live.close();
    await proxy.close();
    await embedded.stop();
  });

  const dataOfOne = async () => (await live.cluster.get(ConfigMap, 'one', 'default'))?.data;

  it.each([
    ['is busy', refusing(429, 'TooManyRequests', 'slow down', { 'retry-after': '0' })],
    ['is overloaded', refusing(503, 'ServiceUnavailable', 'later', { 'retry-after': '0' })],
    ['is no longer behind its proxy', answering(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' })],
    ['breaks off at once', resetting],
    ['breaks off in the middle', halved('{"kind":"ConfigMap","da')],
    ['answers half a JSON', answering(200, '{"kind":"ConfigMap",')],
    ['no longer takes the credentials, once', refusing(401, 'Unauthorized', 'Unauthorized')],
  ])('a read is put again when the server %s', async (_, fault) => {
    proxy.fail(one, fault);
    expect(await dataOfOne()).toEqual({ n: '1' });
  });

  it('a write that may have been done is not done again, and that is said', async () => {
    proxy.fail(/POST .*\/configmaps/, resetting);
    await expect(live.cluster.create(configMap('once'))).rejects.toThrow(
      'it is not known whether what was asked was done',
    );
    expect(await live.cluster.get(ConfigMap, 'once', 'default')).toBeUndefined();
  });

  it('a write that the server did not take is done again', async () => {
    proxy.fail(/POST .*\/configmaps/, refusing(429, 'TooManyRequests', 'slow down', { 'retry-after': '0' }));
    await live.cluster.create(configMap('again'));
    expect(await live.cluster.get(ConfigMap, 'again', 'default')).toBeDefined();
  });

  it('an application, which twice is the same as once, is done again', async () => {
    proxy.fail(/PATCH .*\/configmaps/, resetting);
    const applied = await live.cluster.apply(configMap('applied', { a: '1' }), { fieldManager: 'test' });
    expect(applied.data).toEqual({ a: '1' });
  });

  it('credentials that are refused twice are told to be so, with what to do', async () => {
    const refusal = refusing(401, 'Unauthorized', 'Unauthorized');
    proxy.fail(one, refusal, refusal);
    await expect(dataOfOne()).rejects.toMatchObject({
      status: { reason: 'Unauthorized' },
      message: expect.stringContaining('does not take the credentials of the context'),
      hint: 'log in again, or take the kubeconfig anew from the cluster',
    });
  });

  it('a missing right is named with the rule that gives it', async () => {
    const message =
      'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace "default"';
    proxy.fail(lists, refusing(403, 'Forbidden', message));
    const error = await live.cluster.list(ConfigMap, inDefault).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MissingRight);
    expect(error).toMatchObject({
      right: { verb: 'list', group: '', resource: 'configmaps', namespace: 'default' },
      hint: expect.stringContaining('{apiGroups: [""], resources: ["configmaps"], verbs: ["list"]}'),
    });
  });

  it('what an admission plugin forbids is no missing right', async () => {
    proxy.fail(/POST/, refusing(403, 'Forbidden', 'pods "p" is forbidden: exceeded quota: q'));
    const error = await live.cluster.create(configMap('quota')).catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(MissingRight);
    expect(isReason(error, 'Forbidden')).toBe(true);
  });

  it('a list of several pages is whole, also when the server forgets its moment between two', async () => {
    for (let n = 0; n < 3; n++) await live.cluster.create(configMap(`page-${n}`));
    const page = {
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '1', continue: 'next' },
      items: [],
    };
    proxy.fail(lists, answering(200, page), refusing(410, 'Expired', 'too old'));
    const names = (await live.cluster.list(ConfigMap, inDefault)).map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(['page-0', 'page-1', 'page-2']));
  });

  it('a server that says nothing ends in one error that names it, the cause and what to do', async () => {
    const hasty = liveClusterOf(proxy, { timeoutMs: 100 });
    proxy.fail(one, hanging);
    const error = await hasty.cluster.get(ConfigMap, 'one', 'default').catch((thrown: unknown) => thrown);
    await hasty.close();
    expect(error).toBeInstanceOf(ClusterUnreachable);
    expect(error).toMatchObject({
      message: `the cluster's API ${proxy.url} (context gatehouse) does not answer within 0.1 s`,
      hint: expect.stringContaining('kubectl --context gatehouse get --raw /livez'),
    });
  });

  describe('watched', () => {
    /** What a watch tells, as `TYPE name value`, and how to end it. */
    function follow(cluster = live.cluster, prefix = 'w-') {
      const told: string[] = [];
      const stop = cluster.watch(
        ConfigMap,
        ({ type, object }) => {
          const value = (object.data as { n?: string } | undefined)?.n ?? '';
          if (object.metadata.name.startsWith(prefix)) told.push(`${type} ${object.metadata.name} ${value}`);
        },
        { ...inDefault, onError: (error) => told.push(`error ${error.message}`), onEnd: () => told.push('end') },
      );
      return { told, stop };
    }

    const change = (name: string, n: string) =>
      embedded.cluster.patch(ConfigMap, name, 'default', { type: 'merge', body: { data: { n } } });

    it('goes on after a cut where it was, and tells nothing twice', async () => {
      const { told, stop } = follow();
      await live.cluster.create(configMap('w-cut', { n: '1' }));
      await eventually(() => expect(told).toEqual(['ADDED w-cut 1']));
      proxy.cut();
      await change('w-cut', '2');
      await eventually(() => expect(told).toEqual(['ADDED w-cut 1', 'MODIFIED w-cut 2']));
      stop();
    });

    it('tells an event that was cut in its middle once, and whole', async () => {
      const half = (_: unknown, response: import('node:http').ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"type":"ADDED","object":{"metadata":{"name":"w-half"', () => response.destroy());
      };
      proxy.fail(watches, half);
      const { told, stop } = follow(live.cluster, 'w-half');
      await live.cluster.create(configMap('w-half', { n: '1' }));
      await eventually(() => expect(told).toEqual(['ADDED w-half 1']));
      stop();
    });

    it.each([
      ['is refused', refusing(410, 'Expired', 'too old resource version')],
      [
        'ends',
        answering(200, {
          type: 'ERROR',
          object: { kind: 'Status', status: 'Failure', message: 'too old', reason: 'Expired', code: 410 },
        }),
      ],
    ])('after a gap for which it %s, tells what has changed meanwhile', async (how, gone) => {
      const name = (part: string) => `w-${how.slice(0, 2).trim()}-${part}`;
      for (const part of ['same', 'other', 'gone', 'anew'])
        await live.cluster.create(configMap(name(part), { n: '1' }));
      const { told, stop } = follow(live.cluster, name(''));
      await eventually(() => expect(told).toHaveLength(4));
      proxy.fail(watches, resetting, gone);
      // All of it happens while nobody watches.
      proxy.cut();
      await change(name('other'), '2');
      await embedded.cluster.delete(ConfigMap, name('gone'), 'default');
      await embedded.cluster.delete(ConfigMap, name('anew'), 'default');
      await embedded.cluster.create(configMap(name('anew'), { n: '3' }));
      await embedded.cluster.create(configMap(name('new'), { n: '4' }));
      await eventually(() => expect(told).toHaveLength(9));
      expect(told.slice(4)).toEqual([
        `DELETED ${name('anew')} 1`,
        `DELETED ${name('gone')} 1`,
        `ADDED ${name('anew')} 3`,
        `ADDED ${name('new')} 4`,
        `MODIFIED ${name('other')} 2`,
      ]);
      // A watch that is only on its way would be taken for that of the next test.
      await eventually(() => expect(proxy.seen.at(-1)).toMatch(watches));
      stop();
    });

    it('a bookmark moves it on without a word', async () => {
      const bookmark = { type: 'BOOKMARK', object: { ...ConfigMap, metadata: { resourceVersion: '99999999' } } };
      proxy.fail(watches, answering(200, `${JSON.stringify(bookmark)}\n`), hanging);
      const { told, stop } = follow(live.cluster, 'nothing');
      await eventually(() => expect(proxy.seen.some((asked) => asked.includes('resourceVersion=99999999'))).toBe(true));
      expect(told).toEqual([]);
      stop();
    });

    it('a right that is taken away ends it with the right that is missing', async () => {
      const message =
        'configmaps is forbidden: User "jane" cannot watch resource "configmaps" in API group "" at the cluster scope';
      proxy.fail(watches, refusing(403, 'Forbidden', message));
      const { told } = follow(live.cluster, 'nothing');
      await eventually(() => expect(told).toEqual([`error ${message}`, 'end']));
    });

    it('ends when the server has been away for as long as a call may take', async () => {
      const other = createEmbeddedCluster({ runtime: seededRuntime() });
      const api = await other.serve();
      const hasty = liveClusterOf(api, { timeoutMs: 300 });
      const { told } = follow(hasty.cluster, 'nothing');
      await hasty.cluster.list(ConfigMap);
      await other.stop();
      await eventually(() => expect(told).toHaveLength(2));
      expect(told[0]).toContain(`error the cluster's API ${api.url} (context gatehouse) refuses the connection`);
      expect(told[1]).toBe('end');
      await hasty.close();
    });
  });
});
