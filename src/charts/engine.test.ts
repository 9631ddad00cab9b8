import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ByteTree } from '../core/file-tree.ts';
import type { ChartMode, ChartStore, WantedChart } from './contract.ts';
import { createChartEngine } from './engine.ts';
import { openRenderingCache, renderingKey } from './rendering-cache.ts';
import { makeChart, metadata, packChart } from './test-charts.ts';
import { configMap, open, outline, url, want } from './test-engine.ts';

describe('what answers for a chart', () => {
  test.each<[string, ChartMode, string, object]>([
    ['an exact outline, whatever else is at hand', 'auto', '2.1.0', { by: 'outline', fit: 'exact', standIn: '2.1.0' }],
    ['the newest exact outline of a range', 'auto', '2.x', { by: 'outline', fit: 'exact', version: '2.1.0' }],
    ['helm before an outline that is only near', 'auto', '2.5.0', { by: 'helm', version: '2.5.0' }],
    ['helm before the nearest outline', 'auto', '1.0.0', { by: 'helm', version: '1.0.0' }],
    ['an outline that is near where the chart is missing', 'auto', '2.7.0', { fit: 'near', standIn: '2.1.0' }],
    ['the nearest outline where the chart is missing', 'auto', '1.7.0', { fit: 'nearest', standIn: '2.0.0' }],
    ['the nearest outline of a range that none is in', 'auto', '1.x', { fit: 'nearest', version: '2.0.0' }],
    [
      'an outline that was written for the lowest version of a range',
      'auto',
      '2.6.x',
      { fit: 'near', version: '2.6.0' },
    ],
    ['outlines alone, when they are asked for', 'outline', '2.5.0', { by: 'outline', fit: 'near' }],
    ['helm even where an outline is exact, when it is asked for', 'helm', '2.1.0', { by: 'helm', version: '2.1.0' }],
    ['nothing where helm is asked for and the chart is missing', 'helm', '2.0.0', { by: 'nothing', version: '2.0.0' }],
    ['nothing for a range that is none', 'auto', 'latest', { by: 'nothing' }],
  ])('is %s', async (_, mode, range, found) => {
    expect(await open(mode).find(want(range))).toMatchObject(found);
  });

  test('is nothing for a chart without an outline that is not at hand, and for one that nothing renders', async () => {
    const missing = await open('auto', { stores: [] }).find(want('4.0.0', 'other'));
    expect(missing).toMatchObject({
      by: 'nothing',
      reason: "chart 'other' in version 4.0.0 is not at hand: what it installs is not known",
    });
    const idle = await open('auto', { helm: false }).find(want('3.0.0', 'other'));
    expect(idle).toMatchObject({ by: 'nothing', reason: expect.stringContaining('no helm is on PATH') });
  });

  test('does not ask for helm where an exact outline answers', async () => {
    let asked = 0;
    const findHelm = async () => {
      asked++;
      return { missing: 'gone' };
    };
    const engine = createChartEngine({
      outlines: [outline],
      mode: 'auto',
      findHelm,
      stores: [],
      kubernetesVersion: '',
    });
    await engine.find(want('2.1.0'));
    expect(asked).toBe(0);
  });

  test('is a refusal only of a version that the outline was written for', async () => {
    const engine = open('outline');
    const release = { name: 'web', namespace: 'web', values: { bad: true } };
    expect(await engine.render(await engine.find(want('2.7.0')), release)).toMatchObject({ error: 'no' });
    const other = await engine.render(await engine.find(want('1.7.0')), release);
    expect(other.error).toBeUndefined();
    expect(other.notKnown).toContain('its outline is of 2.0.0, which refuses these values');
  });
});

describe('a chart in the files of a source', () => {
  const template = '{{ include "lib.name" . }}';
  const tree = new Map([
    [
      'charts/web/Chart.yaml',
      metadata('web', 'dependencies:\n- {name: lib, version: 1.x.x, repository: "file://../lib"}\n'),
    ],
    ['charts/web/templates/a.yaml', configMap(template)],
    ['charts/lib/Chart.yaml', metadata('lib', 'type: library\n')],
    ['charts/lib/templates/_name.tpl', '{{- define "lib.name" -}}made{{- end -}}'],
    [
      'outside/Chart.yaml',
      metadata('outside', 'dependencies:\n- {name: up, version: 1.x.x, repository: "file://../../up"}\n'),
    ],
  ]);
  const inTree = (path: string): WantedChart => ({ name: path, source: { type: 'files', tree, path } });

  test('brings the charts it names beside it', async () => {
    const found = await open('auto', { stores: [] }).find(inTree('./charts/web'));
    expect(found).toMatchObject({ by: 'helm', name: 'web' });
    const files = found.by === 'helm' ? [...found.archive.files.keys()] : [];
    expect(files).toContain('charts/lib/templates/_name.tpl');
  });

  test.each(['../charts/web', 'charts/../../web', '/../web'])('is never outside of them: %s', async (path) => {
    expect(await open('auto', { stores: [] }).find(inTree(path))).toMatchObject({ by: 'nothing' });
  });

  test('names no chart outside of them as its dependency', async () => {
    const found = await open('auto', { stores: [] }).find(inTree('outside'));
    expect(found.by === 'helm' && [...found.archive.files.keys()]).toEqual(['Chart.yaml']);
  });
});

describe('a packed chart inside a chart of a source', () => {
  const packed = packChart('lib', { 'Chart.yaml': metadata('lib', '', '1.4.0') });
  const files = new Map([
    ['web/Chart.yaml', metadata('web', `dependencies:\n- {name: lib, version: 1.x.x, repository: "${url}"}\n`)],
  ]);
  const tree = Object.assign(files, {
    keys: () => new Map([...files, ['web/charts/lib-1.4.0.tgz', ''] as const]).keys(),
    bytes: (path: string) => (path.endsWith('.tgz') ? packed : undefined),
  });

  test('is read as it is, and brought from nowhere else', async () => {
    const none: ChartStore = { find: async () => expect.fail('asked for what is there') };
    const found = await open('auto', { stores: [none] }).find({
      name: 'web',
      source: { type: 'files', tree, path: 'web' },
    });
    const inside = found.by === 'helm' ? found.archive.files.get('charts/lib-1.4.0.tgz') : undefined;
    expect(inside && Buffer.from(inside).equals(packed)).toBe(true);
  });
});

describe('a packed chart that a source holds', () => {
  const packed = packChart('web', {
    'Chart.yaml': metadata('web', `dependencies:\n- {name: lib, version: 1.x.x, repository: "${url}"}\n`),
  });
  const holding = (content: Uint8Array): ByteTree =>
    Object.assign(new Map(), { bytes: (path: string) => (path === 'charts/web-1.0.0.tgz' ? content : undefined) });
  const find = (content: Uint8Array) => {
    const tree = holding(content);
    const none: ChartStore = {
      find: async ({ source }) =>
        source.type === 'files' ? undefined : expect.fail('asked for what Flux does not bring'),
    };
    const name = './charts/web-1.0.0.tgz';
    return open('auto', { stores: [none] }).find({ name, source: { type: 'files', tree, path: name } });
  };

  test('is read as it is, and nothing is brought beside it', async () => {
    const found = await find(packed);
    expect(found).toMatchObject({ by: 'helm', name: 'web' });
    expect(found.by === 'helm' && [...found.archive.files.keys()]).toEqual(['Chart.yaml']);
  });

  test('is not known when it is damaged', async () => {
    expect(await find(packed.subarray(0, 40))).toMatchObject({ by: 'nothing' });
  });
});

describe('renderings that are kept', () => {
  const helm = { path: '', version: '3.19.0' };
  const request = (text: string, version = '3.19.0') => ({
    helm: { ...helm, version },
    archive: makeChart('web', {}),
    release: { name: 'web', namespace: 'web', values: { text } },
    cluster: { kubernetesVersion: '1.34.2', apiVersions: [] },
  });
  const rendering = { definitions: [], objects: [], unknown: [], notes: ['a note'] };

  test('are found by values, chart and version of helm', () => {
    expect(renderingKey(request('a'))).toBe(renderingKey(request('a')));
    expect(renderingKey(request('a'))).not.toBe(renderingKey(request('b')));
    expect(renderingKey(request('a'))).not.toBe(renderingKey(request('a', '4.0.0')));
  });

  test('survive two writers at once, and a file that is broken counts for none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-renderings-'));
    let names = 0;
    const cache = openRenderingCache(folder, { uid: () => String(names++), now: () => 0 });
    const key = renderingKey(request('a'));
    expect(await cache.read(key)).toBeUndefined();
    await Promise.all([cache.write(key, rendering), cache.write(key, rendering)]);
    expect(await cache.read(key)).toEqual(rendering);
    writeFileSync(join(folder, `${key}.json`), '{"definitions": [');
    expect(await cache.read(key)).toBeUndefined();
  });

  test('are no concern of a folder that cannot be written', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'gatehouse-renderings-')), 'file');
    writeFileSync(file, '');
    const cache = openRenderingCache(file, { uid: () => 'x', now: () => 0 });
    await cache.write('key', rendering);
    expect(await cache.read('key')).toBeUndefined();
  });
});
