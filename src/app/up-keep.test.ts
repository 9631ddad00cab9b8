import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiClient } from '../../test/api-request.ts';
import { humanDuration } from '../cluster/embedded/kinds/shared/human-age.ts';
import { type UpResult, up } from './up.ts';

let kept: UpResult;

beforeAll(async () => {
  kept = await up('examples/k3s-homelab/lab.yaml', {
    keep: true,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
});
afterAll(() => kept.close());

/** A bare client by what the kubeconfig says. */
function clientOfKubeconfig() {
  const path = /KUBECONFIG=(\S+)/.exec(kept.access?.lines.join('\n') ?? '')?.[1] ?? '';
  const text = readFileSync(path, 'utf8');
  const field = (name: string) => new RegExp(`${name}: "?([^"\\n]+)`).exec(text)?.[1] ?? '';
  const ca = Buffer.from(field('certificate-authority-data'), 'base64').toString();
  const url = field('server');
  return apiClient({
    url,
    token: field('token'),
    ca,
  });
}

it('a platform that is kept up is as old by its own tables as by the clock of its clients', async () => {
  const client = clientOfKubeconfig();
  try {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { json } = await client.ask('/api/v1/pods', { headers: { accept } });
    const rows = json?.rows as readonly {
      cells: readonly string[];
      object: { metadata: { creationTimestamp: string } };
    }[];
    expect(rows.length).toBeGreaterThan(0);
    for (const { cells, object } of rows) {
      const seconds = (Date.now() - Date.parse(object.metadata.creationTimestamp)) / 1000;
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(3600);
      // A moment passes between the two looks at the clock.
      const possible = [0, 5, 10].map((early) => humanDuration((seconds - early) * 1000));
      expect(possible.map((text) => text.slice(0, 1))).toContain(String(cells[4]).slice(0, 1));
    }
    const created = await client.ask('/api/v1/namespaces/default/configmaps', {
      method: 'POST',
      body: JSON.stringify({ metadata: { name: 'fresh' } }),
    });
    const fresh = created.json?.metadata as { creationTimestamp: string } | undefined;
    expect(Math.abs(Date.now() - Date.parse(fresh?.creationTimestamp ?? ''))).toBeLessThan(30_000);
  } finally {
    client.close();
  }
});
