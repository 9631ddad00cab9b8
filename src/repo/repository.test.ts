import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import { printRef } from '../kube/object.ts';
import { readRepository } from './repository.ts';

const source = (name: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: https://git.example.org/${name}.git, interval: 1m}\n`;
const kustomization = (name: string, path: string, rest = '', from = 'lab') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef: {kind: GitRepository, name: ${from}}\n${rest}`;
const configMap = (name: string, value = 'v') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\ndata:\n  k: ${value}\n`;

const read = (files: Readonly<Record<string, string>>) => {
  const repository = readRepository(sortTree(Object.entries(files)));
  return {
    ...repository,
    shown: repository.objects.map(
      ({ object, appliedBy, origin }) => `${printRef(object)} ${appliedBy ?? '-'} ${origin?.file}`,
    ),
    started: repository.entry.map(({ object }) => printRef(object)),
    codes: repository.findings.map(({ code, file, line }) => `${code} ${file}:${line}`),
  };
};

describe('reading a repository', () => {
  it('follows Flux from its entry to every object', () => {
    const { shown, started, kustomizations } = read({
      'clusters/home/apps.yaml': kustomization('apps', './apps'),
      'clusters/home/root.yaml': `${source('lab')}---\n${kustomization('root', './clusters/home')}`,
      'apps/a.yaml': configMap('a'),
      'other/b.yaml': configMap('b'),
      'README.md': '# lab',
    });
    expect(started).toEqual(['GitRepository/flux-system/lab', 'Kustomization/flux-system/root']);
    expect(shown).toEqual([
      'Kustomization/flux-system/apps flux-system/root clusters/home/apps.yaml',
      'GitRepository/flux-system/lab flux-system/root clusters/home/root.yaml',
      'Kustomization/flux-system/root flux-system/root clusters/home/root.yaml',
      'ConfigMap/default/a flux-system/apps apps/a.yaml',
      'ConfigMap/default/b - other/b.yaml',
    ]);
    expect(kustomizations.map(({ parent }) => parent)).toEqual([undefined, 'flux-system/root']);
  });

  it.each([
    ['.sourceignore', { '.sourceignore': 'apps/secret\n' }, source('lab')],
    ['spec.ignore', {}, source('lab').replace('interval: 1m', 'interval: 1m, ignore: "apps/secret"')],
  ])('says of what %s leaves out that it is there', (_, files, from) => {
    const { findings } = read({
      ...files,
      'clusters/home/root.yaml': `${from}---\n${kustomization('root', './clusters/home')}`,
      'clusters/home/apps.yaml': kustomization('apps', './apps'),
      'apps/kustomization.yaml': 'resources: [secret]\n',
      'apps/secret/kustomization.yaml': 'resources: [a.yaml]\n',
      'apps/secret/a.yaml': configMap('a'),
    });
    const [found] = findings.filter(({ code }) => code === 'kustomize-build-failed');
    expect(found?.message).toMatch(/^apps\/secret is in the repository, and left out of what Flux reads: /);
    expect(found?.hint).toContain('spec.ignore');
  });

  it('does not start from a FluxInstance that is only written down, where a bootstrap starts', () => {
    const instance =
      'apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  sync: {kind: GitRepository, url: https://git.example.org/lab.git, path: clusters/home}\n';
    const { started } = read({
      'clusters/home/root.yaml': `${source('lab')}---\n${kustomization('root', './clusters/home')}`,
      'later/instance.yaml': instance,
    });
    expect(started).toEqual(['GitRepository/flux-system/lab', 'Kustomization/flux-system/root']);
  });

  it('takes all Kustomizations for entries when none brings the others', () => {
    const { started } = read({
      'cluster/source.yaml': source('lab'),
      'cluster/infra.yaml': kustomization('infra', './infra'),
      'cluster/apps.yaml': kustomization('apps', './apps'),
      'infra/a.yaml': configMap('a'),
      'apps/b.yaml': configMap('b'),
    });
    expect(started).toEqual([
      'GitRepository/flux-system/lab',
      'Kustomization/flux-system/apps',
      'Kustomization/flux-system/infra',
    ]);
  });

  it('gives variables to children as their parent patches and fills them in', () => {
    const variable = `$\u007bNAME}`;
    const { objects } = read({
      'cluster/source.yaml': source('lab'),
      'cluster/root.yaml': kustomization('root', './stage', '  postBuild: {substitute: {NAME: filled}}\n'),
      'stage/apps.yaml': kustomization('apps', './apps', `  postBuild: {substitute: {NAME: "${variable}"}}\n`),
      'apps/a.yaml': configMap('a', variable),
    });
    expect(objects.find(({ object }) => object.metadata.name === 'a')?.object.data).toEqual({ k: 'filled' });
  });

  it('leaves Kustomizations of other repositories alone', () => {
    const { kustomizations, codes } = read({
      'cluster/source.yaml': `${source('lab')}---\n${source('other')}`,
      'cluster/apps.yaml': kustomization('apps', './apps'),
      'cluster/far.yaml': kustomization('far', './elsewhere', '', 'other'),
      'apps/a.yaml': configMap('a'),
    });
    expect(kustomizations.map(({ kustomization: { object } }) => object.metadata.name)).toEqual(['apps']);
    expect(codes).toEqual(['source-not-read cluster/far.yaml:1']);
  });

  it.each([
    [
      'a path that is not there',
      { 'cluster/gone.yaml': kustomization('gone', './gone') },
      ['kustomization-path-missing cluster/gone.yaml:6'],
    ],
    ['YAML that is none', { 'apps/b.yaml': 'a: b: c\n' }, ['yaml-syntax apps/b.yaml:1']],
    [
      'a resource that is not there',
      { 'apps/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n' },
      ['kustomize-build-failed apps/kustomization.yaml:1'],
    ],
    [
      'an encrypted Secret without a key',
      {
        'apps/s.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {k: "ENC[x]"}\nsops: {mac: "ENC[y]"}\n',
      },
      ['decryption-not-configured apps/s.yaml:1'],
    ],
  ])('points at %s', (_, files, expected) => {
    const base = {
      'cluster/source.yaml': source('lab'),
      'cluster/apps.yaml': kustomization('apps', './apps'),
      'apps/a.yaml': configMap('a'),
    };
    expect(read({ ...base, ...files }).codes).toEqual(expected);
  });

  it('builds the top kustomizations of a repository without Flux', () => {
    const { shown, started } = read({
      'kustomization.yaml': 'namePrefix: lab-\nresources: [base]\n',
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': configMap('a'),
      'loose.yaml': configMap('b'),
    });
    expect(started).toEqual([]);
    expect(shown).toEqual(['ConfigMap/default/lab-a - base/a.yaml', 'ConfigMap/default/b - loose.yaml']);
  });

  it('goes through a circle once', () => {
    const { started, kustomizations } = read({
      'cluster/source.yaml': source('lab'),
      'a/b.yaml': kustomization('b', './b'),
      'b/a.yaml': kustomization('a', './a'),
    });
    expect(started).toEqual(['GitRepository/flux-system/lab', 'Kustomization/flux-system/b']);
    expect(kustomizations.map(({ kustomization: { object } }) => object.metadata.name)).toEqual(['b', 'a']);
  });
});
