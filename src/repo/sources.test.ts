import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import type { UnknownObject } from '../kube/object.ts';
import { assumedSources, isBootstrapped, localSources, otherUrls } from './sources.ts';

const source = (name: string, url: string, kind = 'GitRepository'): UnknownObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind,
  metadata: { name, namespace: 'flux-system' },
  spec: { url },
});
const kustomization = (name: string, path: string, from: string, kind = 'GitRepository'): UnknownObject => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: 'flux-system' },
  spec: { path, sourceRef: { kind, name: from } },
});
const instance = (sync: object): UnknownObject => ({
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'FluxInstance',
  metadata: { name: 'flux', namespace: 'gitops' },
  spec: { sync },
});
const release = (sync: object): UnknownObject => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'flux-instance', namespace: 'gitops' },
  spec: { values: { instance: { sync } } },
});
const given = (...objects: readonly UnknownObject[]) => objects.map((object) => ({ object }));
const tree = sortTree([
  ['apps/a.yaml', ''],
  ['infra/b.yaml', ''],
]);

describe('sources that stand for the repository', () => {
  it.each<[string, readonly UnknownObject[], readonly UnknownObject[], readonly string[]]>([
    ['are those whose paths are found in it', [kustomization('apps', './apps', 'lab')], [], ['lab']],
    ['are none where no path is found', [kustomization('apps', './gone', 'lab')], [], []],
    [
      'are not of another URL than the one it comes from',
      [kustomization('apps', './apps', 'flux-system'), kustomization('far', './', 'charts')],
      [source('flux-system', 'https://git.example.org/lab'), source('charts', 'https://git.example.org/charts')],
      ['flux-system'],
    ],
    [
      'are the same in every spelling of one URL',
      [kustomization('apps', './apps', 'flux-system'), kustomization('more', './infra', 'lab')],
      [source('flux-system', 'ssh://git@git.example.org/me/lab.git'), source('lab', 'https://git.example.org/me/Lab')],
      ['flux-system', 'lab'],
    ],
    [
      'are not artifacts of a registry where Git is read, too',
      [kustomization('apps', './apps', 'lab'), kustomization('ext', './', 'ext', 'OCIRepository')],
      [source('ext', 'oci://ghcr.io/acme/ext', 'OCIRepository')],
      ['lab'],
    ],
  ])('%s', (_, kustomizations, sources, expected) => {
    const local = localSources(tree, given(...kustomizations), given(...sources));
    expect([...local].map((key) => key.split('/')[2])).toEqual(expected);
  });

  it('leave the URLs of the others', () => {
    const sources = given(source('lab', 'https://git.example.org/lab'), source('far', 'https://git.example.org/far'));
    expect([...otherUrls(sources, new Set(['GitRepository/flux-system/lab']))]).toEqual([
      'https://git.example.org/far',
    ]);
  });
});

describe('a source that stands in no file', () => {
  it.each<[string, string, readonly UnknownObject[], boolean]>([
    ['has the name that flux bootstrap gives', 'flux-system', [], true],
    ['has another name', 'lab', [], false],
    ['is named by a FluxInstance', 'lab', [instance({ name: 'lab' })], true],
    ['has the name of the namespace where the FluxInstance names none', 'gitops', [instance({})], true],
    ['is named by the chart of the operator', 'lab', [release({ name: 'lab' })], true],
  ])('%s', (_, name, objects, expected) => {
    expect(isBootstrapped(name, given(...objects))).toBe(expected);
  });

  it('is taken to be there, unless sources are kept in the repository under other names', () => {
    const roots = given(kustomization('apps', './apps', 'lab'));
    const names = (...objects: readonly UnknownObject[]) =>
      assumedSources(roots, given(...objects)).map(({ object }) => object.metadata.name);
    expect(names()).toEqual(['lab']);
    expect(names(source('lab', 'https://git.example.org/lab'))).toEqual([]);
    expect(names(source('other', 'https://git.example.org/lab'))).toEqual([]);
  });
});
