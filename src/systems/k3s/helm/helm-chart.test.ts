import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChartEngine, FoundChart } from '../../../charts/contract.ts';
import { startTestCluster, type TestCluster } from '../../../controlplane/test-world.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { k3sKinds } from '../machines/k3s-kinds.ts';
import { composeChartValues, type HelmChart, helmChartConfigKind, helmChartKind, wantedChart } from './helm-chart.ts';
import { helmChartController } from './helm-chart-controller.ts';

const repo = 'https://charts.example.org';
const chartOf = (spec: object, name = 'web'): HelmChart =>
  ({ ...helmChartKind, metadata: { name, namespace: 'kube-system' }, spec }) as HelmChart;
const configOf = (spec: object) => ({
  ...helmChartConfigKind,
  metadata: { name: 'web', namespace: 'kube-system' },
  spec,
});

describe('the chart that is asked for', () => {
  test.each([
    [
      { chart: 'web', repo, version: '1.2.3' },
      { name: 'web', source: { type: 'repository', url: repo }, range: '1.2.3' },
    ],
    [{ chart: 'oci://ghcr.io/some/web' }, { name: 'web', source: { type: 'repository', url: 'oci://ghcr.io/some' } }],
    [{ chart: 'https://x/web.tgz' }, { unknown: 'its chart is an archive at https://x/web.tgz' }],
    [{ chart: 'stable/web' }, { unknown: 'it names no repository of its chart' }],
    [{ chartContent: 'H4sI' }, { unknown: 'its chart lies in the object itself, as an archive' }],
  ])('of %j', (spec, expected) => {
    expect(wantedChart(chartOf(spec))).toEqual(expected);
  });
});

describe('values', () => {
  const secrets = (name: string) => (name === 'more' ? { 'a.yaml': 'a: secret' } : undefined);
  test.each<[string, object, object | undefined, object]>([
    ['of text', { valuesContent: 'a: 1\nb: {c: 2}' }, undefined, { values: { a: 1, b: { c: 2 } } }],
    [
      'written out go over those of text',
      { valuesContent: 'a: 1\nb: 1', values: { a: 2 } },
      undefined,
      { values: { a: 2, b: 1 } },
    ],
    [
      'of Secrets go over both',
      { values: { a: 2 }, valuesSecrets: [{ name: 'more', keys: ['a.yaml'] }] },
      undefined,
      { values: { a: 'secret' } },
    ],
    [
      'of the config go over all of those',
      { values: { a: 2, b: { c: 1 } } },
      { valuesContent: 'b: {d: 3}\na: 9' },
      { values: { a: 9, b: { c: 1, d: 3 } } },
    ],
    [
      'that are set go over those of the config',
      { set: { a: 'x,y', 'b.c': '7', 'b.d': 'true', 'b.e': 8 } },
      { values: { a: 9 } },
      { values: { a: 'x,y', b: { c: '7', d: true, e: 8 } } },
    ],
    [
      'of a Secret that is not there are waited for',
      { valuesSecrets: [{ name: 'gone', keys: ['a'] }] },
      undefined,
      { waits: 'Secret kube-system/gone with values is not there' },
    ],
    [
      'of one that may be missing are not',
      { valuesSecrets: [{ name: 'gone', keys: ['a'], ignoreUpdates: true }] },
      undefined,
      { values: {} },
    ],
  ])('%s', (_, spec, config, expected) => {
    expect(composeChartValues(chartOf(spec), config && configOf(config), secrets)).toEqual(expected);
  });

  test('that cannot be read are an error', () => {
    expect(composeChartValues(chartOf({ valuesContent: 'a: [' }), undefined, secrets)).toHaveProperty('error');
  });
});

/** One chart is known: it makes a ConfigMap of its values, and refuses `refused`. */
const engine: ChartEngine = {
  outlines: [],
  find: async ({ name }): Promise<FoundChart> =>
    name === 'web'
      ? ({ by: 'outline', name, version: '1.0.0' } as never)
      : { by: 'nothing', name, reason: `${name} is not at hand`, knownBy: 'the chart' },
  render: async (_, { name, values }) => ({
    definitions: [],
    objects: [{ ...kinds.ConfigMap, metadata: { name }, data: { values: JSON.stringify(values) } } as UnknownObject],
    ...('refused' in values && { error: 'values are refused' }),
    ...{ unknown: [], notes: [] },
  }),
  serving: () => engine,
};

describe('k3s installs', () => {
  let world: TestCluster;
  beforeEach(async () => {
    world = await startTestCluster();
    for (const definition of k3sKinds) await world.create(definition);
    world.addControllers([helmChartController(engine)]);
  });
  afterEach(() => world.stop());

  const data = async (namespace = 'kube-system', name = 'web') =>
    (
      (await world.cluster.get<UnknownObject>(kinds.ConfigMap, name, namespace)) as
        | { data?: { values: string } }
        | undefined
    )?.data?.values;
  const conditions = async (name = 'web') =>
    (await world.cluster.get<HelmChart>(helmChartKind, name, 'kube-system'))?.status?.conditions?.map(
      ({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`.trim(),
    );

  test('a chart by a Job, and what goes over its values anew', async () => {
    await world.create(chartOf({ chart: 'web', repo, valuesContent: 'a: 1' }));
    await world.pass(1);
    expect(await data()).toBeUndefined();
    await world.pass(60);
    expect(await data()).toBe('{"a":1}');
    expect(await conditions()).toEqual(['JobCreated True Job created', 'Failed False']);
    expect((await world.events('web'))[0]).toBe(
      `ApplyJob: Applying HelmChart from ${repo} web using Job kube-system/helm-install-web `,
    );
    await world.create(configOf({ valuesContent: 'a: 2' }));
    await world.pass(60);
    expect(await data()).toBe('{"a":2}');
    expect(world.failures()).toEqual([]);
  });

  test('into another namespace, which it makes where it is told to', async () => {
    await world.create(chartOf({ chart: 'web', repo, targetNamespace: 'far', createNamespace: true }));
    await world.pass(60);
    expect(await data('far')).toBe('{}');
  });

  test('nothing into a namespace that is not there, and says so', async () => {
    await world.create(chartOf({ chart: 'web', repo, targetNamespace: 'far' }));
    await world.pass(60);
    expect(await conditions()).toEqual(['JobCreated True Job created', 'Failed True Job failed']);
  });

  test('nothing that helm refuses', async () => {
    await world.create(chartOf({ chart: 'web', repo, set: { refused: 'true' } }));
    await world.pass(60);
    expect(await data()).toBeUndefined();
    expect(await conditions()).toContain('Failed True Job failed');
  });

  test('a chart that is not at hand in a way that is not known', async () => {
    await world.create(chartOf({ chart: 'other', repo }, 'other'));
    await world.pass(60);
    expect(await conditions('other')).toEqual(['JobCreated True NotModelled']);
  });

  test('and takes away what it installed with its object', async () => {
    await world.create(chartOf({ chart: 'web', repo }));
    await world.pass(60);
    await world.cluster.delete(helmChartKind, 'web', 'kube-system');
    await world.pass(60);
    expect(await data()).toBeUndefined();
    expect(await world.cluster.get(helmChartKind, 'web', 'kube-system')).toBeUndefined();
    expect((await world.list(kinds.Job, 'kube-system')).length).toBe(0);
  });
});
