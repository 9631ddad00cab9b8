import { describe, expect, it } from 'vitest';
import { sortTree } from '../../core/file-tree.ts';
import { printRef } from '../../kube/object.ts';
import { readRepository } from '../repository.ts';

const url = 'https://git.example.org/home/lab.git';

const application = (name: string, source: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  project: default
  source: ${source}
  destination: { server: https://kubernetes.default.svc, namespace: ${name} }
${more}`;

const set = (generators: string, path: string, go = false) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: apps, namespace: argocd }
spec:
  goTemplate: ${go}
  generators: ${generators}
  template:
    metadata: { name: "app" }
    spec:
      source: { repoURL: ${url}, path: "${path}" }
      destination: { namespace: web }
`;

const folder = (path: string) => `{ repoURL: "${url}", targetRevision: main, path: ${path} }`;
const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

const read = (files: Readonly<Record<string, string>>) => {
  const { objects, findings } = readRepository(sortTree(Object.entries(files)));
  return {
    applied: objects.filter(({ loose }) => !loose).map(({ object }) => printRef(object)),
    told: findings.map(({ code, severity, message }) => `${severity} ${code} ${message}`),
  };
};

describe('an Application of Argo CD', () => {
  it('brings the manifests of its folder into the namespace of its destination', () => {
    const { applied, told } = read({
      'argo/web.yaml': application(
        'web',
        folder('apps/web'),
        '  syncPolicy: { syncOptions: [CreateNamespace=true] }\n',
      ),
      'apps/web/a.yaml': configMap('a'),
      'apps/web/role.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: r }\n',
      'apps/web/deep/b.yaml': configMap('b'),
      'apps/other/c.yaml': configMap('c'),
    });
    expect(applied).toEqual(['Application/argocd/web', 'ConfigMap/web/a', 'ClusterRole/r', 'Namespace/web']);
    expect(told).toEqual([]);
  });

  it.each([
    ['include', '"*.yaml"', ['a', 'b']],
    ['include', '"{b/*,a.yaml}"', ['a', 'b']],
    ['exclude', '"b/*"', ['a']],
  ])('takes the files that its directory says: %s %s', (field, pattern, names) => {
    const source = `{ repoURL: "${url}", path: apps/web, directory: { recurse: true, ${field}: ${pattern} } }`;
    const { applied } = read({
      'argo/web.yaml': application('web', source),
      'apps/web/a.yaml': configMap('a'),
      'apps/web/b/b.yaml': configMap('b'),
    });
    expect(applied).toEqual(['Application/argocd/web', ...names.map((name) => `ConfigMap/web/${name}`)]);
  });

  it('brings what kustomize builds, and the Applications that stand among it', () => {
    const { applied } = read({
      'argo/root.yaml': application('root', folder('apps')),
      'apps/web.yaml': application('web', folder('web').replace('https://git.example.org/', 'git@git.example.org:')),
      'web/kustomization.yaml': 'namePrefix: my-\nresources: [a.yaml]\n',
      'web/a.yaml': configMap('a'),
      'web/left.yaml': configMap('left'),
    });
    expect(applied.toSorted()).toEqual(['Application/argocd/root', 'Application/argocd/web', 'ConfigMap/web/my-a']);
  });

  it.each([
    [
      'another repository',
      '{ repoURL: https://git.example.org/other, path: apps/web }',
      'it reads https://git.example.org/other, which is not this repository',
    ],
    ['a folder that is not here', folder('apps/gone'), 'it reads apps/gone, and no such folder is here'],
    ['a plugin', `{ repoURL: "${url}", path: apps/web, plugin: { name: x } }`, 'a plugin makes its manifests'],
  ])('is not known where its source is %s', (_, source, reason) => {
    const { applied, told } = read({
      'argo/a.yaml': application('a', folder('apps/a')),
      'argo/web.yaml': application('web', source),
      'apps/a/a.yaml': configMap('a'),
      'apps/web/b.yaml': configMap('b'),
    });
    expect(applied).toEqual(['Application/argocd/a', 'ConfigMap/a/a', 'Application/argocd/web']);
    expect(told).toEqual([`unknown application-not-followed what it brings is not known: ${reason}`]);
  });
});

describe('an ApplicationSet of Argo CD', () => {
  const files = { 'apps/a/a.yaml': configMap('a'), 'apps/b/b.yaml': configMap('b'), 'apps/old/c.yaml': configMap('c') };
  const directories = `[{ git: { repoURL: "${url}", revision: main, directories: [{ path: apps/* }, { path: apps/old, exclude: true }] } }]`;

  it.each([
    ['the folders of a Git generator', directories, '{{path}}', false],
    ['the folders of a Git generator in Go’s templates', directories, '{{ .path.path }}', true],
    ['parts of the names of folders', directories, '{{ index .path.segments 0 }}/{{.path.basename}}', true],
    ['a list', '[{ list: { elements: [{ name: a }, { name: b }] } }]', 'apps/{{name}}', false],
  ])('makes an Application for each of %s', (_, generators, path, go) => {
    const { applied, told } = read({ ...files, 'argo/set.yaml': set(generators, path, go) });
    expect(applied).toEqual(['ApplicationSet/argocd/apps', 'ConfigMap/web/a', 'ConfigMap/web/b']);
    expect(told).toEqual([]);
  });

  it('is not known where it has generators of other kinds, or a template that only Argo CD fills in', () => {
    const generators = '[{ clusters: {} }, { list: { elements: [{ name: a }] } }]';
    const { told } = read({ ...files, 'argo/set.yaml': set(generators, 'apps/{{name | upper}}') });
    expect(told.toSorted()).toEqual([
      'unknown application-not-followed what it brings is not known: its generator clusters is not followed',
      'unknown application-not-followed what it brings is not known: its source holds what only Argo CD fills in',
    ]);
  });
});
