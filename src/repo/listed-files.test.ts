import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import { listedFiles } from './listed-files.ts';
import { readRepository } from './repository.ts';

const tree = (files: Readonly<Record<string, string>>) => sortTree(Object.entries(files));
const kustomization = (name: string, path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {interval: 1h, path: ${path}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}\n`;

describe('the files that a folder lists', () => {
  it('are those of its kustomization files, and all where there is none', () => {
    const files = {
      'apps/a/kustomization.yaml': 'resources: [ks.yaml, gone.yaml, ../shared]\n',
      'apps/a/ks.yaml': 'x: 1\n',
      'apps/a/left.yaml': 'x: 1\n',
      'apps/b/ks.yaml': 'x: 1\n',
      'apps/shared/c.yaml': 'x: 1\n',
    };
    expect([...listedFiles(tree(files), 'apps')!].sort()).toEqual([
      'apps/a/ks.yaml',
      'apps/b/ks.yaml',
      'apps/shared/c.yaml',
    ]);
  });

  it('are not known where a kustomization file cannot be read', () => {
    expect(listedFiles(tree({ 'a/kustomization.yaml': 'resources: [\n' }), 'a')).toBeUndefined();
  });
});

it('a Kustomization that is on no list starts nothing, also where what would bring the others cannot be built', () => {
  const { kustomizations } = readRepository(
    tree({
      'flux/apps.yaml': kustomization('apps', './apps'),
      'apps/kustomization.yaml': 'resources: [web.yaml, gone.yaml]\n',
      'apps/web.yaml': kustomization('web', './web'),
      'apps/left.yaml': kustomization('left', './web'),
      'web/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: web}\n',
    }),
  );
  expect(kustomizations.map((each) => each.kustomization.object.metadata.name).toSorted()).toEqual(['apps', 'web']);
});

it('what would bring itself, and cannot be built for want of a remote base, starts Flux beside a child that stands in its own folder', () => {
  const { kustomizations } = readRepository(
    tree({
      'flux-system/gotk-sync.yaml': kustomization('flux-system', './'),
      'flux-system/kustomization.yaml': 'resources: [gotk-sync.yaml]\n',
      'crds/kustomization.yaml': "resources: ['https://example.org/crds.yaml']\n",
      'web/ks.yaml': kustomization('web', './web'),
      'web/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: web}\n',
    }),
  );
  expect(
    kustomizations.map(({ kustomization: { object }, failure }) => [object.metadata.name, failure?.reason]).toSorted(),
  ).toEqual([
    ['flux-system', 'NotModelled'],
    ['web', undefined],
  ]);
});
