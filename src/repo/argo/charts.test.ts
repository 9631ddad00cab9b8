import { describe, expect, it } from 'vitest';
import { sortTree } from '../../core/file-tree.ts';
import { printRef } from '../../kube/object.ts';
import { specOf } from '../flux-objects.ts';
import { readRepository } from '../repository.ts';

const url = 'https://git.example.org/home/lab.git';

const application = (sources: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd }
spec:
  project: default
  ${sources}
  destination: { server: https://kubernetes.default.svc, namespace: site }
`;

const chart = (helm: string) =>
  `{ repoURL: https://charts.example.org, chart: web, targetRevision: 1.0.0, helm: ${helm} }`;
const here = `{ repoURL: "${url}", ref: lab }`;
const folder = `{ repoURL: "${url}", path: apps/web }`;

const files = {
  'apps/web/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
  'values/web.yaml': 'a: 1\nb: { c: 1 }\n',
  'charts/own/Chart.yaml': 'name: own\nversion: 1.0.0\n',
  'charts/own/more.yaml': 'a: 2\n',
};

const read = (sources: string) => {
  const texts = { ...files, 'argo/web.yaml': application(sources) };
  const { objects, releases = [], findings } = readRepository(sortTree(Object.entries(texts)));
  return {
    applied: objects.filter(({ loose }) => !loose).map(({ object }) => printRef(object)),
    releases: releases.map(({ object }) => ({ ref: printRef(object), ...specOf(object) })),
    told: findings.map(({ message }) => message),
  };
};

describe('an Application with charts', () => {
  it('has Helm render them with the values of all its sources, parameters last', () => {
    const helm = `{ releaseName: www, valueFiles: [$lab/values/web.yaml], values: "b: { d: 2 }", parameters: [{ name: b.c, value: "3" }] }`;
    const { applied, releases, told } = read(`sources: [${folder}, ${here}, ${chart(helm)}]`);
    expect(applied).toEqual(['Application/argocd/web', 'ConfigMap/site/a']);
    expect(releases).toEqual([
      {
        ref: 'Release/site/www',
        chart: 'web',
        repository: 'https://charts.example.org',
        version: '1.0.0',
        values: { a: 1, b: { c: 3, d: 2 } },
      },
    ]);
    expect(told).toEqual([]);
  });

  it('finds a chart in a folder, with the files of values beside it', () => {
    const own = `{ repoURL: "${url}", path: charts/own, helm: { valueFiles: [more.yaml] } }`;
    const { releases } = read(`sources: [${folder}, ${own}]`);
    expect(releases).toEqual([{ ref: 'Release/site/web', path: 'charts/own', values: { a: 2 } }]);
  });

  it('takes what names no protocol for a registry of images', () => {
    const image = '{ repoURL: ghcr.io/example/charts, chart: web, targetRevision: 1.0.0 }';
    expect(read(`source: ${image}`).releases).toMatchObject([{ repository: 'oci://ghcr.io/example/charts' }]);
  });

  it.each([
    [
      'files of another repository',
      '{ valueFiles: [$other/web.yaml] }',
      'its values are read from $other, which no source is',
    ],
    ['files of the chart', '{ valueFiles: [values-prod.yaml] }', 'its files of values stand in the chart'],
    ['a file that is not here', '{ valueFiles: [$lab/gone.yaml] }', 'its file of values $lab/gone.yaml is not here'],
    ['parameters in files', '{ fileParameters: [{ name: a, path: b }] }', 'its parameters are read from files'],
  ])('is not known where its values are %s, and the rest of it is', (_, helm, reason) => {
    const { applied, releases, told } = read(`sources: [${folder}, ${here}, ${chart(helm)}]`);
    expect(applied).toEqual(['Application/argocd/web', 'ConfigMap/site/a']);
    expect(releases).toEqual([]);
    expect(told).toEqual([`what it brings is not known: ${reason}`]);
  });
});
