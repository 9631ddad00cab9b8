import type { UnknownObject } from '../../kube/object.ts';
import type { Assumption } from '../system.ts';
import {
  alertKind,
  type FluxKustomization,
  gitRepositoryKind,
  helmReleaseKind,
  kustomizationKind,
} from './read-objects.ts';

export const requeueDependency = {
  id: 'flux-requeue-dependency',
  text: 'Seconds after which Flux looks again at a dependency or a source that was not ready',
  value: 30,
  source: 'kustomize-controller and helm-controller main.go, --requeue-dependency',
  about: { kinds: [kustomizationKind, helmReleaseKind] },
} as const satisfies Assumption;

export const gitFetchSeconds = {
  id: 'git-fetch-seconds',
  text: 'Seconds the source controller takes to clone a repository',
  value: 2,
  source: 'a shallow clone of a repository of manifests over HTTPS; source-controller clones with depth 1',
  about: { kinds: [gitRepositoryKind] },
} as const satisfies Assumption;

export const chartFetchSeconds = {
  id: 'chart-fetch-seconds',
  text: 'Seconds the source controller takes to fetch the index of a Helm repository, and as long again for a chart',
  value: 2,
  source: 'an index of a few megabytes and a chart of some hundred kilobytes over HTTPS',
  about: { kinds: [helmReleaseKind] },
} as const satisfies Assumption;

export const chartsExist = {
  id: 'charts-exist',
  text: 'Helm repositories answer and have the charts in the versions asked for',
  value: true,
  source: 'nothing is downloaded: only the models of charts are known',
} as const satisfies Assumption;

export const decryptionSucceeds = {
  id: 'sops-decryption-succeeds',
  text: 'The keys for what SOPS encrypted are in the cluster; the values behind it stay unknown',
  value: true,
  source: 'private keys are never read',
  about: {
    kinds: [kustomizationKind],
    when: (object: UnknownObject) => !!(object as FluxKustomization).spec.decryption,
    withoutKey: true,
  },
} as const satisfies Assumption;

export const bootstrapped = {
  id: 'flux-bootstrapped',
  text: 'Flux was installed by `flux bootstrap`: its components and the credentials of its repository are there',
  value: true,
  source: 'flux2 pkg/bootstrap/bootstrap_plain_git.go; which components these are depends on the program that was run',
  about: { kinds: [kustomizationKind] },
} as const satisfies Assumption;

export const notificationsArrive = {
  id: 'flux-notifications-arrive',
  text: 'Whom Flux tells takes the messages: a Provider and an Alert are right as soon as they are there',
  value: true,
  source: 'nothing is sent; notification-controller gives Provider and Alert no status (api/v1beta3)',
  about: { kinds: [alertKind] },
} as const satisfies Assumption;

export const fluxAssumptions: readonly Assumption[] = [
  notificationsArrive,
  bootstrapped,
  requeueDependency,
  gitFetchSeconds,
  chartFetchSeconds,
  chartsExist,
  decryptionSucceeds,
];
