import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import { printRef } from '../kube/object.ts';
import { readClustersInTurns } from './repository.ts';

const kustomization = (name: string, path: string, source: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef: {kind: ${source}, name: ${source === 'GitRepository' ? 'flux-system' : name}}\n`;

const generator = (copies: readonly string[]) =>
  `apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: parts, namespace: flux-system}\nspec:\n  sources: [{alias: repo, kind: GitRepository, name: flux-system}]\n  artifacts:\n    - name: apps\n      copy:\n${copies.map((copy) => `        - ${copy}\n`).join('')}`;

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: apps}\n`;

const copied = ['{from: "@repo/apps/base/**", to: "@artifact/base/"}'];
const cluster = (name: string, copies = [...copied, `{from: "@repo/apps/${name}/**", to: "@artifact/${name}/"}`]) => ({
  [`clusters/${name}/apps.yaml`]: kustomization('apps', `./${name}`, 'ExternalArtifact'),
  [`clusters/${name}/parts.yaml`]: generator(copies),
  [`apps/${name}/kustomization.yaml`]: 'resources: [../base, own.yaml]\n',
  [`apps/${name}/own.yaml`]: configMap(name),
});
const base = { 'apps/base/kustomization.yaml': 'resources: [all.yaml]\n', 'apps/base/all.yaml': configMap('all') };

const applied = async (files: Readonly<Record<string, string>>) =>
  (await readClustersInTurns(sortTree(Object.entries(files)))).map(({ name, repository }) => ({
    name,
    applied: repository.objects
      .filter(({ appliedBy }) => appliedBy !== undefined)
      .map(({ object }) => printRef(object)),
    left: repository.unapplied.map(({ origin }) => origin?.file),
    codes: repository.findings.map(({ code }) => code),
  }));

describe('an artifact that is a part of the repository', () => {
  it('is read where it stands, by each cluster its own', async () => {
    expect(await applied({ ...base, ...cluster('home'), ...cluster('cabin') })).toMatchObject([
      { name: 'cabin', applied: expect.arrayContaining(['ConfigMap/apps/all', 'ConfigMap/apps/cabin']), left: [] },
      { name: 'home', applied: expect.arrayContaining(['ConfigMap/apps/all', 'ConfigMap/apps/home']), left: [] },
    ]);
  });

  it('is read beside what is bootstrapped', async () => {
    const sync = {
      'clusters/home/flux-system/gotk-sync.yaml': kustomization('flux-system', './clusters/home', 'GitRepository'),
    };
    expect(await applied({ ...base, ...sync, ...cluster('home') })).toMatchObject([
      { applied: expect.arrayContaining(['ConfigMap/apps/all', 'ConfigMap/apps/home']) },
    ]);
  });

  it.each([
    [
      'files are copied to other places',
      ['{from: "@repo/apps/**", to: "@artifact/"}', '{from: "@repo/apps/base/**", to: "@artifact/other/"}'],
    ],
    ['single files are copied', ['{from: "@repo/apps/home/own.yaml", to: "@artifact/home/"}']],
    ['files are merged', ['{from: "@repo/apps/**", to: "@artifact/", strategy: Merge}']],
    ['another source is read', ['{from: "@other/apps/**", to: "@artifact/"}']],
  ])('is not known where %s', async (_, copies) => {
    const [home] = await applied({ ...base, ...cluster('home', copies) });
    expect(home?.applied).toEqual([]);
  });
});
