import { expect, test } from 'vitest';
import { createOutlineEngine } from '../charts/engine.ts';
import { stepsOfFlux } from './flux-steps.ts';
import { renderReleases } from './releases/render-releases.ts';
import { readRepository } from './repository.ts';

const stage = (name: string, path: string, more = '') =>
  `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  interval: 10m\n  path: ./${path}\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n${more}`;
const source =
  'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {interval: 1m, url: "https://git.example.org/lab.git"}\n';
const charts =
  'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: flux-system}\nspec: {interval: 1h, url: "https://charts.example.org"}\n';
const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: lamps}\ndata: ${data}\n`;
const release = (more = '') =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: lamps, namespace: lamps}\nspec:\n  interval: 10m\n  install: {createNamespace: true}\n  chart: {spec: {chart: lamps, version: 1.2.3, sourceRef: {kind: HelmRepository, name: charts, namespace: flux-system}}}\n  values: {lit: true}\n${more}`;

async function stepsOf(files: Readonly<Record<string, string>>) {
  const repository = readRepository(new Map(Object.entries(files)));
  const { releases } = await renderReleases(repository, createOutlineEngine([]));
  return stepsOfFlux(repository, releases);
}

const files = {
  'cluster/flux-system/gotk-sync.yaml': `${source}${stage('flux-system', 'cluster')}`,
  'cluster/stages.yaml': `${charts}${stage('late', 'late', '  dependsOn: [{name: early}]\n')}${stage('early', 'early')}`,
  'late/settings.yaml': configMap('late', '{a: b}'),
  'early/release.yaml': release(),
  'early/settings.yaml': configMap('early', '{a: b}'),
};

test('stages stand in the order of what they depend on, their releases as helm installs them', async () => {
  const { plan, releases, standsFor, leftOut, refusals } = await stepsOf(files);
  expect(refusals).toEqual([]);
  expect(
    plan.steps.map(({ step }) => ('install' in step ? ['helm', step.install.name, step.install.version] : step)),
  ).toEqual([{ apply: 'early' }, ['helm', 'lamps', '1.2.3'], { apply: 'late' }]);
  expect(plan.steps.map((step) => standsFor.get(step))).toEqual([
    'Kustomization flux-system/early',
    'HelmRelease lamps/lamps',
    'Kustomization flux-system/late',
  ]);
  // helm-controller would make the namespace of its release.
  expect(plan.steps[0]?.objects.map(({ object }) => object.kind)).toEqual(['ConfigMap', 'Namespace']);
  expect(releases.map(({ release: { object } }) => object.spec)).toMatchObject([
    { chart: 'lamps', values: { lit: true } },
  ]);
  expect(leftOut).toContain('HelmRepository/flux-system/charts');
});

test.each([
  ['is suspended', '  suspend: true\n', 'helm knows no such thing'],
  ['has postRenderers', '  postRenderers: [{kustomize: {images: [{name: a, newName: b}]}}]\n', 'postRenderers'],
])('a release that %s is refused with the reason', async (_, more, reason) => {
  const { refusals, plan } = await stepsOf({ ...files, 'early/release.yaml': release(more) });
  expect(refusals).toMatchObject([
    { code: 'not-without-flux', object: 'HelmRelease/lamps/lamps', message: expect.stringContaining(reason) },
  ]);
  expect(plan.steps.some(({ step }) => 'install' in step)).toBe(false);
});

test('a stage that cannot be built is refused with what is wrong', async () => {
  const { refusals } = await stepsOf({ ...files, 'early/kustomization.yaml': 'resources: [nothing.yaml]\n' });
  expect(refusals[0]).toMatchObject({
    code: 'not-without-flux',
    object: 'Kustomization/flux-system/early',
    message: expect.stringContaining('it cannot be built'),
  });
});
