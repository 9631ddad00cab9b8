import type { Applier } from '../../delivery.ts';

/** The kinds by which Flux applies, and the labels it leaves (kustomize-controller internal/controller/kustomization_controller.go; helm-controller internal/postrender/build.go). */
export const appliers: readonly Applier[] = [
  {
    kind: { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' },
    does: 'release',
    labelPrefix: 'helm.toolkit.fluxcd.io/',
  },
  {
    kind: { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
    does: 'stage',
    labelPrefix: 'kustomize.toolkit.fluxcd.io/',
  },
];
