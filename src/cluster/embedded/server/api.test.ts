import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../../../../test/api-request.ts';
import { seededRuntime } from '../../../core/runtime.ts';
import type { EmbeddedCluster, ServedApi } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';

const maps = '/api/v1/namespaces/default/configmaps';

describe('the served API', () => {
  let embedded: EmbeddedCluster;
  let api: ServedApi;
  let client: ReturnType<typeof apiClient>;

  beforeAll(async () => {
    embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    api = await embedded.serve();
    client = apiClient(api);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name);
  });
  afterAll(async () => {
    client.close();
    await embedded.stop();
  });

  const create = (name: string, labels = {}) =>
    client.ask(maps, { method: 'POST', body: JSON.stringify({ metadata: { name, labels }, data: { k: name } }) });
  const names = (list: { readonly [field: string]: unknown } = { items: [] }) =>
    (list.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);

  it.each([
    ['no token', maps, { headers: { authorization: '' } }, 401, 'Unauthorized'],
    ['another token', maps, { headers: { authorization: 'Bearer x' } }, 401, 'Unauthorized'],
    ['an unknown resource', '/api/v1/nope', {}, 404, 'the server could not find the requested resource'],
    ['an absent object', `${maps}/none`, {}, 404, 'configmaps "none" not found'],
    ['a form the API does not write', maps, { headers: { accept: 'text/html' } }, 406, 'Not Acceptable'],
    [
      'a body in an unknown form',
      maps,
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
      415,
      'unknown format',
    ],
    ['a body that is no JSON', maps, { method: 'POST', body: '{x' }, 400, 'unrecognized'],
    ['a body that is no object', maps, { method: 'POST', body: '[]' }, 400, 'unrecognized'],
    ['no body', maps, { method: 'POST' }, 400, 'unrecognized'],
    [
      'a body that is too large',
      maps,
      { method: 'POST', body: Buffer.alloc(3 * 1024 * 1024 + 1, 32) },
      413,
      'Request entity too large',
    ],
    ['a method nobody knows', `${maps}/a`, { method: 'OPTIONS' }, 405, 'does not allow this method'],
    ['a path that is not well encoded', '/api/v1/%zz', {}, 400, 'not well encoded'],
    ['a selector that cannot be read', `${maps}?labelSelector=a%20b`, {}, 400, 'unable to parse'],
    ['a field that cannot be selected by', `${maps}?fieldSelector=data.k=1`, {}, 400, 'is not a known field selector'],
  ])('refuses %s', async (_what, path, call, status, text) => {
    const reply = await client.ask(path, call);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ kind: 'Status', status: 'Failure', code: status });
    expect(reply.json?.message).toContain(text);
    expect(reply.text).not.toMatch(/\n\s+at /);
  });

  it('lists in pages that agree with the first, whatever changes meanwhile', async () => {
    const first = await client.ask(`${maps}?limit=2`);
    expect(names(first.json)).toEqual(['a', 'b']);
    expect(first.json).toMatchObject({ metadata: { remainingItemCount: 3 } });
    const next = JSON.parse(first.text).metadata.continue;
    await create('bb');
    const second = await client.ask(`${maps}?limit=2&continue=${next}`);
    expect(names(second.json)).toEqual(['c', 'd']);
    await client.ask(`${maps}/bb`, { method: 'DELETE' });
  });

  it('writes YAML and metadata alone when asked', async () => {
    const yaml = await client.ask(`${maps}/a`, { headers: { accept: 'application/yaml' } });
    expect(yaml.headers['content-type']).toBe('application/yaml');
    expect(yaml.text).toContain('kind: ConfigMap');
    const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
    const partial = await client.ask(maps, { headers: { accept } });
    expect(partial.json).toMatchObject({ kind: 'PartialObjectMetadataList' });
    expect(partial.text).not.toContain('"data"');
  });

  it('takes YAML bodies', async () => {
    const body = 'metadata: {name: yaml}\ndata: {answer: "yes"}\n';
    const reply = await client.ask(maps, { method: 'POST', headers: { 'content-type': 'application/yaml' }, body });
    expect(reply.json).toMatchObject({ metadata: { name: 'yaml' }, data: { answer: 'yes' } });
    await client.ask(`${maps}/yaml`, { method: 'DELETE' });
  });

  it('watches from a version on, and ends at the time asked for', async () => {
    const { metadata } = (await client.ask(maps)).json as { metadata: { resourceVersion: string } };
    await create('watched');
    await client.ask(`${maps}/watched`, { method: 'DELETE' });
    const query = `watch=true&resourceVersion=${metadata.resourceVersion}&timeoutSeconds=1`;
    const lines = (await client.ask(`${maps}?${query}`)).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
      'ADDED watched',
      'DELETED watched',
    ]);
  });

  it('tells what is there and marks the end of it, when asked', async () => {
    const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const { text } = await client.ask(`${maps}?${query}`, {}, 6);
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
    expect(events[5].object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  it('says that a version is too old to watch from', async () => {
    const patch = (n: number) => ({ type: 'merge', body: { data: { n: `${n}` } } }) as const;
    const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
    for (let n = 0; n < 9000; n++) await embedded.cluster.patch(kind, 'a', 'default', patch(n));
    const { text } = await client.ask(`${maps}?watch=true&resourceVersion=1`);
    expect(JSON.parse(text)).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  });

  it('is on loopback only, with a certificate of its own', async () => {
    expect(new URL(api.url).hostname).toBe('127.0.0.1');
    expect(api.ca).toContain('BEGIN CERTIFICATE');
    await expect(embedded.serve({ host: '0.0.0.0' })).rejects.toThrow('loopback only');
    await expect(embedded.serve({ port: api.port })).rejects.toThrow(`port ${api.port} is in use`);
  });

  it('ends open watches when it closes', async () => {
    const other = await embedded.serve();
    const bare = apiClient(other);
    const watching = bare.ask(`${maps}?watch=true`).catch(() => undefined);
    await other.close();
    await watching;
    bare.close();
  });
});
