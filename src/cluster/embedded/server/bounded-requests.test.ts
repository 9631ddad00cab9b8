import { request } from 'node:https';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCall, apiClient } from '../../../../test/api-request.ts';
import { seededRuntime } from '../../../core/runtime.ts';
import type { EmbeddedCluster, ServedApi } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';

const configs = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const things = '/apis/example.com/v1/namespaces/default/things';
const mebibyte = 1024 * 1024;

let embedded: EmbeddedCluster;
let api: ServedApi;
let client: ReturnType<typeof apiClient>;
beforeAll(async () => {
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  api = await embedded.serve();
  client = apiClient(api);
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const definition = {
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
  await post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  await post(configs, { metadata: { name: 'there' }, data: { a: 'x' } });
  await post(deployments, { metadata: { name: 'there' }, ...deploymentOf([]) });
});
afterAll(async () => {
  client.close();
  await embedded.stop();
});

const post = (path: string, body: object) => client.ask(path, { method: 'POST', body: JSON.stringify(body) });
const patch = (path: string, type: string, body: string, query = '') =>
  client.ask(`${path}${query}`, { method: 'PATCH', headers: { 'content-type': `application/${type}` }, body });
const thing = (name: string, rest: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name },
  ...rest,
});
const deploymentOf = (env: readonly object[]) => ({
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: {
      metadata: { labels: { a: 'b' } },
      spec: { containers: [{ name: 'c', image: 'i', env }] },
    },
  },
});
const postChunked = (body: Buffer): Promise<readonly unknown[]> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${api.token}` };
    const outgoing = request(
      `${api.url}${configs}`,
      { method: 'POST', ca: api.ca, agent: false, headers },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve([response.statusCode, JSON.parse(Buffer.concat(chunks).toString()).message]);
      },
    );
    outgoing.on('error', reject);
    for (let at = 0; at < body.length; at += 65_536) outgoing.write(body.subarray(at, at + 65_536));
    outgoing.end();
  });
const message = ({ status, json }: { status: number; json: { readonly [field: string]: unknown } | undefined }) => [
  status,
  json?.message,
];
const tooLargeForStore = [500, 'etcdserver: request is too large'];
const tooDeep = [400, 'exceeded max depth'];

describe('a patch', { timeout: 120_000 }, () => {
  it('whose copies double is refused', async () => {
    const copies = Array.from({ length: 200 }, (_, n) => ({ op: 'copy', from: '/data', path: `/data/c${n}` }));
    const { status, json } = await patch(`${configs}/there`, 'json-patch+json', JSON.stringify(copies));
    expect(status).toBe(422);
    expect(JSON.stringify(json)).toContain('the server rejected our request due to an error in our request');
  });

  it('of many operations on a long list takes no time to speak of', async () => {
    await post(things, thing('long', { items: Array(100_000).fill(0) }));
    const add = Array.from({ length: 10_000 }, () => ({ op: 'add', path: '/items/-', value: 1 }));
    const { text } = await patch(`${things}/long`, 'json-patch+json', JSON.stringify(add));
    expect(JSON.parse(text).items.length).toBe(110_000);
  });

  it('that nests the object ever deeper is refused', async () => {
    await post(things, thing('deep', { a: {} }));
    const deeper = Array.from({ length: 20 }, (_, n) => ({ op: 'copy', from: '/a', path: '/a'.repeat(2 ** n + 1) }));
    expect(message(await patch(`${things}/deep`, 'json-patch+json', JSON.stringify(deeper.slice(0, 14))))).toEqual(
      tooDeep,
    );
  });

  it('that lets an object grow beyond what can be stored is refused, of whatever sort it is', async () => {
    const text = 'x'.repeat(mebibyte);
    expect((await post(things, thing('grown', { a: text }))).status).toBe(201);
    for (const type of ['merge-patch+json', 'apply-patch+yaml']) {
      const body = JSON.stringify(thing('grown', { b: text }));
      const query = type.startsWith('apply') ? '?fieldManager=m' : '';
      expect(message(await patch(`${things}/grown`, type, body, query))).toEqual(tooLargeForStore);
    }
    const copy = JSON.stringify([{ op: 'copy', from: '/a', path: '/b' }]);
    expect(message(await patch(`${things}/grown`, 'json-patch+json', copy))).toEqual(tooLargeForStore);
    expect((await client.ask(`${things}/grown`)).json?.b).toBeUndefined();
  });

  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `E${n}`, value: 'x' }));
  it.each(['strategic-merge-patch+json', 'apply-patch+yaml', 'merge-patch+json'])(
    'of ten thousands of items is merged in linear time: %s',
    async (type) => {
      const body = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'there' },
        ...deploymentOf(many(10_000)),
      };
      const query = type.startsWith('apply') ? '?fieldManager=m&force=true' : '';
      const first = await patch(`${deployments}/there`, type, JSON.stringify(body), query);
      expect([200, 500]).toContain(first.status);
      expect((await patch(`${deployments}/there`, type, JSON.stringify(body), query)).status).toBe(first.status);
    },
  );
});

describe('a body', { timeout: 120_000 }, () => {
  it('of more than three mebibytes is refused, however it is sent', async () => {
    const body = Buffer.alloc(3 * mebibyte + 1, ' ');
    const refused = [413, 'Request entity too large: limit is 3145728'];
    expect(message(await client.ask(configs, { method: 'POST', body }))).toEqual(refused);
    expect(await postChunked(body)).toEqual(refused);
    expect(message(await client.ask(configs, { method: 'POST', body: Buffer.alloc(9 * mebibyte, ' ') }))).toEqual(
      refused,
    );
    expect((await client.ask(configs)).status).toBe(200);
  });

  it('of an object that etcd would not store is refused, of whatever kind it is', async () => {
    const value = 'x'.repeat(1000);
    const env = Array.from({ length: 1700 }, (_, n) => ({ name: `E${n}`, value }));
    expect(message(await post(deployments, { metadata: { name: 'large' }, ...deploymentOf(env) }))).toEqual(
      tooLargeForStore,
    );
    expect(message(await post(things, thing('large', { text: 'x'.repeat(1.6 * mebibyte) })))).toEqual(tooLargeForStore);
    // Go escapes these in JSON, which is how custom objects are stored; a built-in kind is stored as it is.
    expect(message(await post(things, thing('large', { text: '<'.repeat(300_000) })))).toEqual(tooLargeForStore);
    const data = { a: '<'.repeat(500_000), b: '\n'.repeat(500_000) };
    expect((await post(configs, { metadata: { name: 'escaped' }, data })).status).toBe(201);
  });

  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const maps = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const types = [
    'json',
    'yaml',
    'merge-patch+json',
    'strategic-merge-patch+json',
    'json-patch+json',
    'apply-patch+yaml',
  ];
  const cases = types.flatMap((type) => [2000, 200_000].map((depth) => [type, depth] as const));
  it.each(cases)('of %s nested %i levels deep is refused', async (type, depth) => {
    for (const inner of [nested(depth), maps(depth)]) {
      const value = `{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"there"},"x":${inner}}`;
      const body = type === 'json-patch+json' ? `[{"op":"add","path":"/x","value":${inner}}]` : value;
      const call: ApiCall = { method: type.includes('patch') ? 'PATCH' : 'POST', body };
      const name = type.includes('patch') ? '/there?fieldManager=m' : '';
      const path = type.startsWith('strategic') ? `${deployments}${name}` : `${things}${name}`;
      const { status } = await client.ask(path, { ...call, headers: { 'content-type': `application/${type}` } });
      expect([400, 404]).toContain(status);
    }
  });

  it('of protobuf with ten thousands of items is read in linear time', async () => {
    const field = (number: number, bytes: Buffer) => {
      const length: number[] = [];
      let rest = bytes.length;
      for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
      return Buffer.concat([Buffer.from([(number << 3) | 2, ...length, rest]), bytes]);
    };
    const type = Buffer.concat([field(1, Buffer.from('v1')), field(2, Buffer.from('ConfigMap'))]);
    const entries = Array.from({ length: 30_000 }, (_, n) => field(2, field(1, Buffer.from(`k${n}`))));
    const finalizers = Array.from({ length: 30_000 }, () => field(14, Buffer.from('a/b')));
    const raw = Buffer.concat([field(1, Buffer.concat([field(1, Buffer.from('many')), ...finalizers])), ...entries]);
    const body = Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, raw)]);
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    expect((await client.ask(configs, { method: 'POST', body, headers })).status).toBe(201);
  });

  it('with texts that look like marks of wide numbers is read in linear time', async () => {
    const text = `int64${':'.repeat(600_000)}`;
    const body = `{"metadata":{"name":"marks"},"data":{"a":${JSON.stringify(text)}},"n":1234567890123456789}`;
    expect((await client.ask(configs, { method: 'POST', body })).status).toBe(201);
    expect((await client.ask(`${configs}/marks`)).text).toContain(text);
  });
});

describe('warnings', { timeout: 120_000 }, () => {
  it('reach the client whatever letters they hold', async () => {
    const { status, headers } = await post(configs, { metadata: { name: 'letters' }, 日本: 1, 'tab\t': 1, '"q"': 1 });
    expect(status).toBe(201);
    const text = Buffer.from(String(headers.warning), 'latin1').toString();
    expect(text).toContain('299 - "unknown field \\"日本\\""');
    expect(text).toContain('unknown field');
  });

  it('are cut when there are thousands', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`${'u'.repeat(400)}${n}`, 1]));
    const { status, headers } = await post(configs, { metadata: { name: 'thousands' }, ...unknown });
    expect(status).toBe(201);
    expect(String(headers.warning).length).toBeLessThan(8192);
  });
});

describe('requests made of noise', { timeout: 120_000 }, () => {
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS');
  const piece = fc.oneof(
    fc.constantFrom(
      'api',
      'apis',
      'v1',
      'apps',
      'namespaces',
      'default',
      'pods',
      'watch',
      'status',
      'scale',
      '..',
      '.',
    ),
    fc.constantFrom('%', '%zz', '%00', '%ff', '%2e%2e', '%2F', '~', "'", '', '*'),
    fc.string({ maxLength: 8 }).map(encodeURIComponent),
  );
  const names = fc.constantFrom(
    ...['limit', 'continue', 'labelSelector', 'fieldSelector', 'resourceVersion', 'resourceVersionMatch'],
    ...['fieldManager', 'dryRun', 'force', 'fieldValidation', 'propagationPolicy', 'gracePeriodSeconds', 'pretty'],
  );
  const values = fc.oneof(fc.string(), fc.constantFrom('-1', '1e9', 'a=b', 'a in (', '!', 'NaN', '9'.repeat(30)));
  const query = fc
    .array(fc.tuple(names, values), { maxLength: 3 })
    .map((pairs) => new URLSearchParams(pairs).toString());
  const path = fc.oneof(
    fc.constantFrom(configs, `${configs}/there`, `${deployments}/there`, `${deployments}/there/scale`, things),
    fc.array(piece, { maxLength: 7 }).map((pieces) => `/${pieces.join('/')}`),
  );
  const type = fc.constantFrom(
    ...['json', 'yaml', 'json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'],
    ...['vnd.kubernetes.protobuf', 'x', ''],
  );
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.concat([Buffer.from('k8s\0'), bytes])),
    fc.constantFrom('{"metadata":', '[{"op":"copy"}]', '[1]', 'null', '{"metadata":null}', '\ufeff{}', '--- a\n--- b'),
  );

  it('are answered, and never with an internal error', async () => {
    const noise = fc.record({ method, path, query, type, body });
    await fc.assert(
      fc.asyncProperty(noise, async (given) => {
        const sent = given.method === 'GET' || given.method === 'HEAD' ? '' : given.body;
        const { status, text } = await client.ask(`${given.path}?${given.query}`, {
          method: given.method,
          headers: { 'content-type': `application/${given.type}` },
          body: sent,
        });
        expect(status).toBeGreaterThanOrEqual(200);
        expect(text).not.toContain('Internal error');
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
