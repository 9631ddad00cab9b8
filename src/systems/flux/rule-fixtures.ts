import type { UnknownObject } from '../../kube/object.ts';
import { gitRepositoryKind, helmReleaseKind, helmRepositoryKind, kustomizationKind } from './read-objects.ts';

/** Objects for the examples of the rules: sound in everything but what a rule is about. */

export const exampleSource = (name = 'lab'): UnknownObject => ({
  ...gitRepositoryKind,
  metadata: { name, namespace: 'flux-system' },
  spec: { interval: '1m', url: 'https://git.example.org/lab.git', ref: { branch: 'main' } },
});

export const exampleKustomization = (name: string, spec: object = {}): UnknownObject => ({
  ...kustomizationKind,
  metadata: { name, namespace: 'flux-system' },
  spec: {
    interval: '30m',
    retryInterval: '1m',
    timeout: '5m',
    path: `./${name}`,
    prune: true,
    sourceRef: { kind: 'GitRepository', name: 'lab' },
    ...spec,
  },
});

export const exampleHelmRepository = (name = 'charts'): UnknownObject => ({
  ...helmRepositoryKind,
  metadata: { name, namespace: 'flux-system' },
  spec: { interval: '1h', url: 'https://charts.example.org' },
});

export const exampleRelease = (name: string, spec: object = {}): UnknownObject => ({
  ...helmReleaseKind,
  metadata: { name, namespace: 'apps' },
  spec: {
    interval: '30m',
    chart: {
      spec: {
        chart: name,
        version: '1.2.3',
        sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'flux-system' },
      },
    },
    install: { remediation: { retries: 3 } },
    ...spec,
  },
});
