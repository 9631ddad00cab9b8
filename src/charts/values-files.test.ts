import { describe, expect, test } from 'vitest';
import type { ChartStore, ValuesFiles, WantedChart } from './contract.ts';
import { createChartEngine } from './engine.ts';
import { makeChart, metadata } from './test-charts.ts';

const url = 'https://charts.example.org';
const chart = { 'values.yaml': 'a: 1\nb: {c: 1, d: 1}\n', 'values-prod.yaml': 'b: {d: 2}\n', 'list.yaml': '- 1\n' };

const engine = (stores: readonly ChartStore[]) =>
  createChartEngine({
    outlines: [],
    mode: 'auto',
    findHelm: async () => ({ path: '/nowhere/helm', version: '3.19.0' }),
    stores,
    kubernetesVersion: '1.34.2',
  });

async function find(paths: readonly string[], ignoreMissing = false, wanted: Partial<WantedChart> = {}) {
  const valuesFiles: ValuesFiles = { paths, ignoreMissing };
  const stores: readonly ChartStore[] = [{ find: async () => makeChart('web', chart) }];
  const found = await engine(stores).find({ name: 'web', source: { type: 'repository', url }, valuesFiles, ...wanted });
  if (found.by !== 'helm') return found;
  const values = found.archive.files.get('values.yaml');
  return values && Buffer.from(values).toString();
}

describe('values files of a chart', () => {
  test.each<[string, readonly string[], string]>([
    ['stand for its own values, which count only where they are named', ['values-prod.yaml'], '{"b":{"d":2}}'],
    ['are merged in their order', ['values.yaml', './values-prod.yaml'], '{"a":1,"b":{"c":1,"d":2}}'],
    ['let the last win', ['values-prod.yaml', 'values.yaml'], '{"b":{"d":1,"c":1},"a":1}'],
    ['change nothing where they are its own values alone', ['values.yaml'], chart['values.yaml']],
  ])('%s', async (_, paths, text) => {
    expect(await find(paths)).toBe(text);
  });

  test('may be missing where the release says so', async () => {
    expect(await find(['gone.yaml', 'values-prod.yaml'], true)).toBe('{"b":{"d":2}}');
  });

  test.each([
    [['gone.yaml'], "values files merge error: no values file found at path 'gone.yaml'"],
    [['list.yaml'], "values files merge error: unmarshaling values from 'list.yaml' failed: they are no map"],
  ])('%s are refused in the words of Flux', async (paths, refusal) => {
    expect(await find(paths)).toMatchObject({ by: 'nothing', version: '1.0.0', refusal });
  });

  test('of a chart in a source are those of the source, and none outside', async () => {
    const tree = new Map([
      ['web/Chart.yaml', metadata('web')],
      ['web/values.yaml', 'a: 1\n'],
      ['env/prod.yaml', 'a: 2\n'],
    ]);
    const source = { type: 'files', tree, path: './web' } as const;
    expect(await find(['env/prod.yaml'], false, { source })).toBe('{"a":2}');
    expect(await find(['../env/prod.yaml'], false, { source })).toBe('{"a":2}');
    const refusal = "values files merge error: no values file found at path '/values.yaml' (reference 'values.yaml')";
    expect(await find(['values.yaml'], false, { source })).toMatchObject({ refusal });
  });

  test('are not known without the chart', async () => {
    const valuesFiles = { paths: ['values-prod.yaml'], ignoreMissing: true };
    const found = await engine([]).find({
      name: 'web',
      source: { type: 'repository', url },
      range: '1.0.0',
      valuesFiles,
    });
    expect(found).toMatchObject({
      by: 'nothing',
      reason:
        "chart 'web' in version 1.0.0 is not at hand, and with it its values files: what it installs is not known",
    });
  });
});
