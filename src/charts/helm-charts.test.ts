import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clientPath } from '../../scripts/fetch-kubectl.mjs';
import { missingClient } from '../../test/clients.ts';
import type { ChartStore } from './contract.ts';
import { createChartEngine } from './engine.ts';
import { askVersion } from './find-helm.ts';
import { helmCacheStore } from './find-in-helm-cache.ts';
import { openRenderingCache } from './rendering-cache.ts';
import { metadata, packChart } from './test-charts.ts';
import { open, store, url, want } from './test-engine.ts';

describe("helm's own cache", () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-helm-cache-'));
  mkdirSync(join(folder, 'repository'), { recursive: true });
  const put = (name: string, content: Buffer | string) => writeFileSync(join(folder, 'repository', name), content);
  put('web-1.2.0.tgz', packChart('web', { 'Chart.yaml': metadata('web', '', '1.2.0') }));
  put('web-1.3.0.tgz', packChart('web', { 'Chart.yaml': metadata('web', '', '1.3.0') }));
  put('web-9.0.0.tgz', packChart('web', { 'Chart.yaml': metadata('other', '', '9.0.0') }));
  put('web-extra-2.0.0.tgz', packChart('web-extra', { 'Chart.yaml': metadata('web-extra', '', '2.0.0') }));
  put('mine-index.yaml', 'entries:\n  web:\n  - {version: 1.3.0, digest: "sha256:0f"}\n');
  put('web-5.0.0.tgz', 'half a file');
  const keep = (version: string, as?: string) => {
    const packed = packChart('web', { 'Chart.yaml': metadata('web', '', version) });
    const digest = as ?? createHash('sha256').update(packed).digest('hex');
    mkdirSync(join(folder, 'content', digest.slice(0, 2)), { recursive: true });
    writeFileSync(join(folder, 'content', digest.slice(0, 2), `${digest}.chart`), packed);
  };
  keep('6.0.0');
  keep('7.0.0', 'ab'.repeat(32));
  const repositories = join(folder, 'repositories.yaml');
  writeFileSync(repositories, `repositories:\n- {name: mine, url: ${url}/}\n`);
  const { find } = helmCacheStore(async () => ({ cache: folder, content: join(folder, 'content'), repositories }));

  test('has a chart by its name and version', async () => {
    expect(await find(want('v1.2.0'))).toMatchObject({ name: 'web', version: '1.2.0', where: "helm's cache" });
    expect(await find(want('2.0.0', 'web-extra'))).toMatchObject({ name: 'web-extra' });
    expect(
      await find({ ...want('1.x'), source: { type: 'repository', url: 'https://other.example.org' } }),
    ).toMatchObject({
      version: '1.3.0',
    });
  });

  test('has none that the index of the repository knows otherwise, and none of another name inside', async () => {
    expect(await find(want('1.3.0'))).toBeUndefined();
    expect(await find(want('9.0.0'))).toBeUndefined();
    expect(await find(want('4.0.0'))).toBeUndefined();
  });

  test('has what helm 4 keeps by its content, where it is what its name says', async () => {
    expect(await find(want('6.0.0'))).toMatchObject({ version: '6.0.0', where: "helm's cache" });
    expect(await find(want('7.0.0'))).toBeUndefined();
  });

  test('tells of a damaged chart, with its path, unless another store has it whole', async () => {
    const kept: ChartStore = { find };
    const engine = open('auto', { stores: [kept] });
    const other = open('auto', { stores: [kept, store('5.0.0')] });
    const path = join(folder, 'repository', 'web-5.0.0.tgz');
    expect(await engine.find(want('5.0.0', 'web'))).toMatchObject({
      fit: 'nearest',
      instead: expect.stringContaining(path),
    });
    expect(await open('helm', { stores: [kept] }).find(want('5.0.0'))).toMatchObject({
      by: 'nothing',
      reason: `chart 'web' cannot be read: ${path} is damaged: it is no archive`,
    });
    expect(await other.find(want('5.0.0'))).toMatchObject({ by: 'helm', version: '5.0.0' });
  });
});

const reason = missingClient('helm');

describe.skipIf(reason !== undefined)('a chart that helm renders', () => {
  test('is rendered once, and kept for the next run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-renderings-'));
    const written: string[] = [];
    const kept = openRenderingCache(folder, { uid: () => 'x', now: () => 0 });
    const cache = {
      ...kept,
      write: (key: string, made: Parameters<typeof kept.write>[1]) => {
        written.push(key);
        return kept.write(key, made);
      },
    };
    const start = () =>
      createChartEngine({
        outlines: [],
        mode: 'auto',
        findHelm: () => askVersion(clientPath('helm')),
        stores: [store('3.0.0')],
        kubernetesVersion: '1.34.2',
        cache,
      });
    const release = { name: 'web', namespace: 'web', values: {} };
    const engine = start();
    const found = await engine.find(want('3.0.0'));
    const [one, two] = await Promise.all([
      engine.render(found, release),
      engine.serving(['a/v1']).render(found, release),
    ]);
    expect(one.objects).toMatchObject([{ kind: 'ConfigMap', metadata: { name: 'by-helm' } }]);
    expect(two).toBe(one);
    const next = start();
    expect(await next.render(await next.find(want('3.0.0')), release)).toEqual(one);
    expect(written).toHaveLength(1);
  });
});
