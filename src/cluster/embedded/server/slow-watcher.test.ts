import { request } from 'node:https';
import { expect, it } from 'vitest';
import { seededRuntime } from '../../../core/runtime.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { createEmbeddedCluster } from '../index.ts';

const megabyte = 1024 * 1024;
const large = (name: string, text: string): KubeObject & { readonly data: Readonly<Record<string, string>> } => ({
  ...kinds.ConfigMap,
  metadata: { name, namespace: 'default' },
  data: { text: text.repeat(megabyte / 2) },
});

it('a watcher that does not read is let go, and what was there at first is told whole', async () => {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  const api = await embedded.serve();
  const there = 40;
  for (let n = 0; n < there; n++) await embedded.cluster.create(large(`there-${n}`, 'x'));
  let received = 0;
  const ended = await new Promise<boolean>((resolve, reject) => {
    const path = `${api.url}/api/v1/namespaces/default/configmaps?watch=true`;
    const watch = request(path, { ca: api.ca, headers: { authorization: `Bearer ${api.token}` } }, async (response) => {
      response.pause();
      response.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      response.on('error', () => resolve(true));
      response.on('end', () => resolve(false));
      for (let n = 0; n < 80; n++) {
        await embedded.cluster.update(large('there-0', String(n % 10)));
        await new Promise((done) => setImmediate(done));
      }
      response.resume();
    });
    watch.on('error', reject);
    watch.end();
  });
  expect(ended).toBe(true);
  expect(received).toBeLessThan((there + 60) * (megabyte / 2));
  await embedded.stop();
});
