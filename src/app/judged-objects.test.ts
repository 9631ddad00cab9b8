import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import { readRepository } from '../repo/repository.ts';
import { splitByUse } from './judged-objects.ts';

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;
const flux = (path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {interval: 10m, prune: true, path: ${path}, sourceRef: {kind: OCIRepository, name: lab}}\n---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: lab, namespace: flux-system}\nspec: {interval: 10m, url: "oci://registry.example.org/lab"}\n`;

const judged = (files: Readonly<Record<string, string>>) =>
  splitByUse(readRepository(sortTree(Object.entries(files)))).judged.map(({ object }) => object.metadata.name);

describe('what of a repository is judged', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['all of a folder of manifests', { 'a.yaml': configMap('a'), 'b/b.yaml': configMap('b') }, ['a', 'b']],
    [
      'what kustomize builds, where it builds anything',
      {
        'app/kustomization.yaml': 'resources: [a.yaml]\n',
        'app/a.yaml': configMap('a'),
        'app/patch.yaml': configMap('p'),
      },
      ['a'],
    ],
    [
      'nothing of a folder that could not be built',
      { 'app/kustomization.yaml': 'resources: [a.yaml, gone.yaml]\n', 'app/a.yaml': configMap('a') },
      [],
    ],
    [
      'nothing that stands aside or on pages',
      { 'a.yaml': configMap('a'), '.archive/b.yaml': configMap('b'), 'website/docs/c.yaml': configMap('c') },
      ['a'],
    ],
    ['all where everything stands aside', { 'examples/a.yaml': configMap('a') }, ['a']],
    [
      'nothing where all that Flux reads is in another source',
      { 'ks.yaml': flux('./of/artifact'), 'a.yaml': configMap('a') },
      [],
    ],
  ])('is %s', (_, files, expected) => {
    expect(judged(files)).toEqual(expected);
  });
});

describe('a file that a build lacks', () => {
  const files = { 'app/kustomization.yaml': 'resources: [env/a.yaml]\n', 'app/b.yaml': configMap('b') };
  const severities = (more: Readonly<Record<string, string>>) =>
    readRepository(sortTree(Object.entries({ ...files, ...more }))).findings.map(({ severity }) => severity);

  it('is a mistake, unless Git is told to keep it out', () => {
    expect(severities({})).toEqual(['error']);
    expect(severities({ '.gitignore': 'env/\n' })).toEqual(['unknown']);
  });
});

it('takes the Services of Flux for there where Flux is followed', () => {
  const files = { 'ks.yaml': flux('./apps'), 'apps/a.yaml': configMap('a') };
  const { beside } = splitByUse(readRepository(sortTree(Object.entries(files))));
  expect(beside.map(({ object }) => object.metadata.name)).toContain('webhook-receiver');
});
