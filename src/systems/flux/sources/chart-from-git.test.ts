import { describe, expect, test } from 'vitest';
import { clientPath } from '../../../../scripts/fetch-kubectl.mjs';
import { missingClient } from '../../../../test/clients.ts';
import type { ChartEngine } from '../../../charts/contract.ts';
import { createChartEngine, createOutlineEngine } from '../../../charts/engine.ts';
import { askVersion } from '../../../charts/find-helm.ts';
import { metadata } from '../../../charts/test-charts.ts';
import { checkObjects } from '../../../check/check-objects.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { kinds } from '../../../kube/types.ts';
import { renderReleases, withReleases } from '../../../repo/releases/render-releases.ts';
import { readRepository } from '../../../repo/repository.ts';
import { helmChartKind, helmReleaseKind } from '../read-objects.ts';
import { gitRepository, startFlux } from '../test-kit.ts';

const source = { kind: 'GitRepository', name: 'lab', namespace: 'flux-system' };
const release = {
  ...helmReleaseKind,
  metadata: { name: 'web', namespace: 'apps' },
  spec: { interval: '10m', chart: { spec: { chart: './charts/web', sourceRef: source } }, values: { port: 8080 } },
};
const files = {
  'charts/web/Chart.yaml': metadata('web', '', '3.1.4'),
  'charts/web/templates/service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  ports:\n  - port: {{ required "a port is needed" .Values.port }}\n',
};

const withHelm = (): ChartEngine =>
  createChartEngine({
    outlines: [],
    mode: 'auto',
    findHelm: () => askVersion(clientPath('helm')),
    stores: [],
    kubernetesVersion: '1.34.2',
  });

async function start(charts: ChartEngine, object: object = release) {
  const flux = await startFlux({ files, engine: charts });
  await flux.create({ ...kinds.Namespace, metadata: { name: 'apps' } });
  for (const each of [gitRepository(), object]) await flux.create(each);
  await flux.pass(60);
  return flux;
}

/** Every Service is wrong. */
const noServices: ObjectsRule = {
  id: 'no-services',
  needs: 'objects',
  severity: 'warning',
  summary: 'There is a Service.',
  why: 'a rule for this test',
  check: ({ ofKind }) =>
    ofKind('Service').map((on) => ({ on, path: ['spec', 'ports'], message: 'there is one', hint: 'take it away' })),
  examples: { passing: [], failing: [] },
};

const reason = missingClient('helm');
describe.skipIf(reason !== undefined)('a chart in the files of a Git source', () => {
  test('is rendered by helm and installed', async () => {
    const flux = await start(withHelm());
    expect(await flux.release('web')).toBe(
      'True InstallSucceeded: Helm install succeeded for release apps/web.v1 with chart web@3.1.4',
    );
    expect(await flux.condition(helmChartKind, 'apps-web')).toContain("chart with version '3.1.4'");
    expect(await flux.get(kinds.Service, 'web', 'apps')).toMatchObject({ spec: { ports: [{ port: 8080 }] } });
  });

  test('refuses values in the words of helm', async () => {
    const flux = await start(withHelm(), { ...release, spec: { ...release.spec, values: {} } });
    expect(await flux.release('web')).toMatch(
      /^False InstallFailed: Helm install failed for release apps\/web with chart web@3\.1\.4: execution error at .*: a port is needed$/,
    );
  });

  test('brings objects that rules see, each at the values of its release', async () => {
    const kustomization =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: all, namespace: flux-system}\n' +
      'spec: {interval: 1h, path: ./apps, prune: true, sourceRef: {kind: GitRepository, name: lab, namespace: flux-system}}\n';
    const text = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\n  namespace: apps\nspec:\n  interval: 1h\n  chart: ${JSON.stringify(release.spec.chart)}\n  values:\n    port: 80\n`;
    const git = JSON.stringify(gitRepository());
    const tree = new Map([
      ...Object.entries(files),
      ['apps/release.yaml', text],
      ['flux/all.yaml', kustomization],
      ['flux/source.json', git],
      ['flux/source.yaml', git],
    ]);
    const repository = readRepository(tree);
    const { releases } = await renderReleases(repository, withHelm());
    const { objects } = withReleases(repository, releases);
    const service = objects.find(({ object }) => object.kind === 'Service');
    expect(service).toMatchObject({
      object: { metadata: { name: 'web', namespace: 'apps', labels: { 'helm.toolkit.fluxcd.io/name': 'web' } } },
      madeBy: 'HelmRelease/apps/web',
      appliedBy: 'flux-system/all',
    });
    expect(await checkObjects([noServices], objects, tree)).toMatchObject([
      {
        code: 'no-services',
        object: 'Service/apps/web',
        file: 'apps/release.yaml',
        line: 9,
        excerpt: '  values:',
        hint: 'take it away; the object is made by HelmRelease/apps/web: it is changed by its spec.values',
      },
    ]);
  });
});

test('a release is taken for ready whose chart in the files nothing renders', async () => {
  const flux = await start(createOutlineEngine([]));
  expect(await flux.release('web')).toMatch(/^True NotModelled: chart '\.\/charts\/web' is not at hand/);
});
