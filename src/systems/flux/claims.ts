import type { Claim } from '../system.ts';

export const fluxClaims: readonly Claim[] = [
  {
    behaviour: 'Kustomization: sources, dependencies, build, staged apply, prune, health checks, timeouts and retries',
    upstream: 'kustomize-controller v1.9.4 internal/controller/kustomization_controller.go',
    tested: 'src/systems/flux/kustomizations/kustomization.test.ts',
    notModelled: 'impersonation, remote clusters, drift ignore rules, health check expressions',
  },
  {
    behaviour: 'HelmRelease: dependencies, values, install, upgrade, remediation and uninstall through chart models',
    upstream: 'helm-controller v1.6.3 internal/controller/helmrelease_controller.go, internal/reconcile',
    tested: 'src/systems/flux/helm/helm-release.test.ts',
    notModelled: 'drift detection, Helm tests, charts without a model',
  },
  {
    behaviour: 'GitRepository, HelmRepository, OCIRepository and HelmChart: artifacts, intervals, version ranges',
    upstream: 'source-controller v1.9.1 internal/controller',
    tested: 'src/systems/flux/sources/sources.test.ts',
    notModelled: 'verification, includes, sparse checkout, what an OCIRepository holds but charts, Bucket',
  },
  {
    behaviour: 'what flux bootstrap writes into the folder of a cluster, and how Flux reads it from then on',
    upstream: 'flux2 v2.9.4 pkg/manifestgen/sync, pkg/bootstrap',
    tested: 'src/systems/flux/component-sync.test.ts',
    notModelled: 'the components of Flux themselves, which the installed program decides',
  },
  {
    behaviour: 'Provider, Alert and Receiver as their CRDs define them',
    upstream: 'notification-controller v1.9.3 config/crd/bases',
    tested: 'src/systems/flux/notifications/definitions.test.ts',
    notModelled: 'that anything is sent or received',
  },
  {
    behaviour: 'kustomize build as Flux runs it, and the kustomization it generates',
    upstream: 'kustomize api v0.21.1; fluxcd/pkg kustomize/kustomize_generator.go',
    tested: 'src/repo/kustomize-cases',
    notModelled: 'remote bases, vars, custom configurations, plugins, inflated charts',
  },
  {
    behaviour: 'post-build substitution',
    upstream: 'fluxcd/pkg envsubst v1.7.0, kustomize/kustomize_varsub.go',
    tested: 'src/repo/envsubst.test.ts',
  },
  {
    behaviour: 'readiness of every kind of object',
    upstream: 'fluxcd/cli-utils pkg/kstatus/status',
    tested: 'src/operate/apply/kstatus.test.ts',
  },
];
