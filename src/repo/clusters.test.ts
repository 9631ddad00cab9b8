import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import { printRef } from '../kube/object.ts';
import { readClustersInTurns, readRepository } from './repository.ts';

type Files = Readonly<Record<string, string>>;

const kustomization = (name: string, path: string, rest = '') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n${rest}`;
const configMap = (name: string, value = 'v') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: flux-system}\ndata: {HOST: "${value}"}\n`;
const instance = (path: string, version = '2.9.0') =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux-instance, namespace: flux-system}\nspec: {values: {instance: {distribution: {version: ${version}}, sync: {kind: GitRepository, url: "https://git.example.org/lab", path: ${path}}}}}\n`;
const variable = '$\u007bHOST}';

const clustersOf = async (files: Files) =>
  (await readClustersInTurns(sortTree(Object.entries(files)))).map(({ name, folder, repository }) => ({
    name,
    folder,
    started: repository.kustomizations.map(({ kustomization: { object } }) => object.metadata.name),
    applied: repository.objects
      .filter(({ appliedBy }) => appliedBy !== undefined)
      .map(({ object }) => printRef(object)),
    data: repository.objects.find(({ object }) => object.metadata.name === 'shown')?.object.data,
    left: repository.unapplied.map(({ origin }) => origin?.file),
  }));

/** A cluster of its own folder that `flux bootstrap` was run for. */
const bootstrapped = (name: string): Files => ({
  [`clusters/${name}/flux-system/gotk-sync.yaml`]: kustomization('flux-system', `./clusters/${name}`),
  [`clusters/${name}/apps.yaml`]: kustomization(
    'apps',
    './apps/base',
    '  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}\n',
  ),
  [`clusters/${name}/settings.yaml`]: configMap('settings', name),
});
const base: Files = { 'apps/base/shown.yaml': configMap('shown', variable) };

describe('the clusters of a repository', () => {
  it.each<[string, Files, readonly string[]]>([
    [
      'are those that were bootstrapped',
      { ...base, ...bootstrapped('home'), ...bootstrapped('cabin') },
      ['cabin', 'home'],
    ],
    [
      'are those that an operator synchronises',
      {
        ...base,
        'k/home/flux/apps.yaml': kustomization('apps', './k/home/apps'),
        'k/home/apps/flux.yaml': instance('k/home/flux'),
        'k/cabin/flux/apps.yaml': kustomization('apps', './k/cabin/apps'),
        'k/cabin/apps/flux.yaml': instance('k/cabin/flux'),
      },
      ['cabin', 'home'],
    ],
    [
      'are those whose Kustomizations somebody applies by hand',
      {
        ...base,
        'clusters/a/apps.yaml': kustomization('apps', './apps/base'),
        'clusters/b/apps.yaml': kustomization('apps', './apps/base'),
      },
      ['a', 'b'],
    ],
    ['are one where no two Kustomizations have one name', { ...base, ...bootstrapped('home') }, ['']],
    [
      'are not what is archived',
      { ...base, ...bootstrapped('home'), '_archive/apps.yaml': kustomization('apps', './apps/base') },
      [''],
    ],
    [
      'are not copies of a Kustomization that nothing applies',
      { ...base, ...bootstrapped('home'), 'notes/apps.yaml': kustomization('apps', './apps/base') },
      [''],
    ],
  ])('%s', async (_, files, names) => {
    expect((await clustersOf(files)).map(({ name }) => name)).toEqual(names);
  });

  it('are each followed by themselves, with their own variables', async () => {
    const clusters = await clustersOf({ ...base, ...bootstrapped('home'), ...bootstrapped('cabin') });
    expect(clusters.map(({ folder, data }) => [folder, data])).toEqual([
      ['clusters/cabin', { HOST: 'cabin' }],
      ['clusters/home', { HOST: 'home' }],
    ]);
    for (const { applied, left } of clusters) {
      expect(applied.filter((ref) => ref === 'ConfigMap/flux-system/shown')).toHaveLength(1);
      expect(left).toEqual([]);
    }
  });

  it('keep what one builds of files that another cannot build', async () => {
    const files = {
      ...bootstrapped('home'),
      ...bootstrapped('cabin'),
      ...base,
      'apps/base/kustomization.yaml': 'resources: [shown.yaml]\n',
      'clusters/cabin/apps.yaml': kustomization('apps', './apps/cabin'),
      'apps/cabin/kustomization.yaml': 'resources: [../base, gone.yaml]\n',
    };
    const [cabin, home] = await readClustersInTurns(sortTree(Object.entries(files)));
    expect(cabin?.repository.findings.map(({ code }) => code)).toEqual(['kustomize-build-failed']);
    expect(home?.repository.findings).toEqual([]);
  });

  it('are not known but for the first where only one is read', () => {
    const files = { ...base, ...bootstrapped('home'), ...bootstrapped('cabin') };
    const { findings } = readRepository(sortTree(Object.entries(files)));
    expect(findings.map(({ code, severity, knownBy }) => [code, severity, knownBy])).toEqual([
      ['cluster-not-followed', 'unknown', '`--cluster clusters/home`'],
    ]);
  });
});

describe('what nothing applies', () => {
  it.each<[string, Files, readonly string[]]>([
    [
      'is what no kustomization file lists',
      { 'apps/base/kustomization.yaml': 'resources: [shown.yaml]\n', 'apps/base/b.yaml': configMap('b') },
      ['apps/base/b.yaml'],
    ],
    ['is what is archived', { '_archive/a.yaml': configMap('a') }, ['_archive/a.yaml']],
    [
      'is no patch',
      {
        'apps/base/kustomization.yaml': 'resources: [shown.yaml]\npatches: [{path: patch.yaml}]\n',
        'apps/base/patch.yaml': configMap('shown', 'patched'),
      },
      [],
    ],
    ['is nothing of a build that failed', { 'apps/base/kustomization.yaml': 'resources: [gone.yaml]\n' }, []],
    ['is no template of a chart', { 'c/Chart.yaml': 'name: c\n', 'c/templates/a.yaml': configMap('a') }, []],
  ])('%s', async (_, files, left) => {
    const [only] = await clustersOf({ ...base, ...bootstrapped('home'), ...files });
    expect(only?.left).toEqual(left);
  });
});
