import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../../../../test/api-request.ts';
import { seededRuntime } from '../../../core/runtime.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import type { EmbeddedCluster } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';

interface Listed {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly namespace?: string } }[];
  readonly metadata: {
    readonly continue?: string;
    readonly remainingItemCount?: number;
    readonly resourceVersion: string;
  };
}

const core = '/api/v1';
const secret = (n: number, namespace: string): KubeObject & { readonly type: string } => ({
  ...kinds.Secret,
  metadata: { name: `s${String(n).padStart(3, '0')}`, namespace, labels: { odd: String(n % 2) } },
  type: n % 3 === 0 ? 'example.com/three' : 'Opaque',
});

let embedded: EmbeddedCluster;
let client: ReturnType<typeof apiClient>;
beforeAll(async () => {
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  client = apiClient(await embedded.serve());
  for (const name of ['a', 'b']) {
    await embedded.cluster.create({ ...kinds.Namespace, metadata: { name } });
    for (let n = 0; n < 100; n++) await embedded.cluster.create(secret(n, name));
  }
});
afterAll(async () => {
  client.close();
  await embedded.stop();
});

async function list(path: string, query: Record<string, string> = {}): Promise<Listed> {
  const { text } = await client.ask(`${path}?${new URLSearchParams(query)}`);
  return JSON.parse(text);
}

const namesOf = ({ items }: Listed) => items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

async function pages(path: string, query: Record<string, string>): Promise<readonly string[]> {
  const names: string[] = [];
  let token = '';
  do {
    const page = await list(path, { ...query, ...(token ? { continue: token } : {}) });
    names.push(...namesOf(page));
    token = page.metadata.continue ?? '';
  } while (token);
  return names;
}

describe('pages of a list', () => {
  const lists: readonly (readonly [string, Record<string, string>])[] = [
    [`${core}/namespaces/a/secrets`, {}],
    [`${core}/namespaces/b/secrets`, {}],
    [`${core}/secrets`, {}],
    [`${core}/secrets`, { labelSelector: 'odd=1' }],
    [`${core}/secrets`, { fieldSelector: 'type=Opaque' }],
    [`${core}/secrets`, { fieldSelector: 'type!=Opaque', labelSelector: 'odd=0' }],
    [`${core}/namespaces/a/secrets`, { fieldSelector: 'metadata.name=s005' }],
    [`${core}/namespaces`, {}],
  ];

  it('together are the list, of whatever is selected, although all of them are read at once', async () => {
    const read = lists.map(async ([path, query]) => {
      const whole = namesOf(await list(path, query));
      return [await pages(path, { ...query, limit: '7' }), whole] as const;
    });
    for (const [paged, whole] of await Promise.all(read)) expect(paged).toEqual(whole);
  });

  it('are those of their own list, when a hundred lists are read at one version', async () => {
    const query = (n: number) => ({ limit: '2', fieldSelector: `metadata.name!=s${String(n).padStart(3, '0')}` });
    const path = `${core}/namespaces/a/secrets`;
    const firsts: Listed[] = [];
    for (let n = 0; n < 100; n++) firsts.push(await list(path, query(n)));
    for (let n = 0; n < 100; n += 9) {
      const rest = await list(path, { ...query(n), limit: '0', continue: firsts[n]!.metadata.continue! });
      expect([...namesOf(firsts[n]!), ...namesOf(rest)]).toEqual(
        namesOf(await list(path, { ...query(n), limit: '0' })),
      );
    }
  });

  it('are of one version, whatever changes meanwhile', async () => {
    const path = `${core}/namespaces/b/secrets`;
    const whole = namesOf(await list(path));
    const first = await list(path, { limit: '10' });
    expect(first.metadata.remainingItemCount).toBe(90);
    for (let n = 20; n < 30; n++) await embedded.cluster.delete(kinds.Secret, `s0${n}`, 'b');
    await embedded.cluster.create({ ...secret(0, 'b'), metadata: { name: 's050x', namespace: 'b' } });
    const rest = await list(path, { continue: first.metadata.continue! });
    expect([...namesOf(first), ...namesOf(rest)]).toEqual(whole);
    expect(rest.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const exact = { resourceVersion: first.metadata.resourceVersion, resourceVersionMatch: 'Exact' };
    expect(namesOf(await list(path, exact))).toEqual(whole);
  });

  it('that are too old are refused, with a token that goes on with what is there now', async () => {
    const path = `${core}/namespaces/a/configmaps`;
    const config = (n: number) => ({ ...kinds.ConfigMap, metadata: { name: `c${n}`, namespace: 'a' } });
    for (let n = 0; n < 6; n++) await embedded.cluster.create(config(n));
    const token = (rv: number) =>
      Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start: 'c2\0' })).toString('base64url');
    const { resourceVersion } = (await list(path)).metadata;
    for (let n = 0; n < 9000; n++) {
      await embedded.cluster.patch(kinds.ConfigMap, 'c0', 'a', { type: 'merge', body: { data: { n: String(n) } } });
    }
    await embedded.cluster.delete(kinds.ConfigMap, 'c4', 'a');
    const { status, text } = await client.ask(`${path}?continue=${token(Number(resourceVersion))}&limit=1`);
    const { reason, message, metadata } = JSON.parse(text);
    expect([status, reason]).toEqual([410, 'Expired']);
    expect(message).toContain('or use the continue token in this response');
    const next = metadata.continue as string;
    expect(namesOf(await list(path, { continue: next }))).toEqual(['a/c3', 'a/c5']);
    const exact = await client.ask(`${path}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
    expect([exact.status, exact.json?.message]).toEqual([410, 'The resourceVersion for the provided list is too old.']);
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const version = 'meta.k8s.io/v1';
  it.each([
    ['{', 'illegal base64 data at input byte 0'],
    ['abcde', 'illegal base64 data at input byte 4'],
    [encoded({ v: 'x', rv: 1, start: 'a' }), 'server does not recognize this encoded version x'],
    [encoded({ v: version, start: 'a' }), `incorrect encoded start resourceVersion (version ${version})`],
    [encoded({ v: version, rv: 1 }), `encoded start key empty (version ${version})`],
    [encoded({ v: version, rv: 1, start: '../../a' }), '../../a'],
  ])('are not read on by %s', async (token, why) => {
    const { status, json } = await client.ask(`${core}/secrets?continue=${encodeURIComponent(token)}`);
    expect([status, json?.message]).toEqual([400, `invalid continue token: continue key is not valid: ${why}`]);
  });

  it('are of no version of their own choice, nor of one that is yet to come', async () => {
    const start = { v: version, rv: 1, start: 'a' };
    const both = await client.ask(`${core}/secrets?continue=${encoded(start)}&resourceVersion=5`);
    expect([both.status, both.json?.message]).toEqual([
      400,
      'specifying resource version is not allowed when using continue',
    ]);
    const future = await client.ask(`${core}/secrets?continue=${encoded({ ...start, rv: 1e9 })}`);
    expect([future.status, future.json?.message]).toEqual([
      500,
      'etcdserver: mvcc: required revision is a future revision',
    ]);
  });
});
