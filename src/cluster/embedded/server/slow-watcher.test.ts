import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seededRuntime } from '../../../core/runtime.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import type { EmbeddedCluster, ServedApi } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';

const half = 512 * 1024;
const large = (name: string, text: string): KubeObject & { readonly data: Readonly<Record<string, string>> } => ({
  ...kinds.ConfigMap,
  metadata: { name, namespace: 'default' },
  data: { text: text.repeat(half) },
});

let embedded: EmbeddedCluster;
let api: ServedApi;
beforeEach(async () => {
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  api = await embedded.serve();
  for (let n = 0; n < 20; n++) await embedded.cluster.create(large(`there-${n}`, 'x'));
});
afterEach(() => embedded.stop());

const watch = (query = ''): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const path = `${api.url}/api/v1/namespaces/default/configmaps?watch=true${query}`;
    request(path, { ca: api.ca, headers: { authorization: `Bearer ${api.token}` } }, resolve)
      .once('error', reject)
      .end();
  });

async function update(times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    await embedded.cluster.update(large('there-0', String(n % 10)));
    await new Promise((done) => setImmediate(done));
  }
}

async function readLines(response: IncomingMessage, most = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
  const chunks: Buffer[] = [];
  let lines = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    if (lines >= most) break;
  }
  return Buffer.concat(chunks).toString().split('\n').slice(0, -1);
}

it('a watcher who reads late is told all, in order, and costs no memory while he does not read', {
  timeout: 120_000,
}, async () => {
  const response = await watch();
  const before = process.memoryUsage();
  await update(40);
  const { arrayBuffers } = process.memoryUsage();
  expect(arrayBuffers - before.arrayBuffers).toBeLessThan(40 * half);
  const lines = (await readLines(response, 60)).map((line) => JSON.parse(line));
  expect(lines.map(({ type }) => type)).toEqual([...Array(20).fill('ADDED'), ...Array(40).fill('MODIFIED')]);
  expect(lines.slice(20).map(({ object }) => object.data.text[0])).toEqual(
    Array.from({ length: 40 }, (_, n) => String(n % 10)),
  );
});

it('a watcher who is too late is let go', { timeout: 120_000 }, async () => {
  const response = await watch();
  await update(260);
  const lines = await readLines(response);
  expect(lines.length).toBeLessThan(20 + 260);
  expect(response.complete).toBe(true);
});
