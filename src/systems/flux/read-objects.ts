import type { KubeObject } from '../../kube/object.ts';
import {
  fluxKinds,
  type GitRepositorySpec,
  type GitRepositoryStatus,
  type HelmChartStatus,
  type HelmReleaseStatus,
  type HelmRepositorySpec,
  type Kustomization,
  type KustomizationSpec,
  type KustomizationStatus,
  type OciRepositorySpec,
} from './objects.ts';

export type { HelmChart, HelmRelease, HelmReleaseSpec, HelmReleaseStatus, KustomizationSpec } from './objects.ts';

export const kustomizationKind = fluxKinds.Kustomization;
export const helmReleaseKind = fluxKinds.HelmRelease;
export const helmChartKind = fluxKinds.HelmChart;
export const helmRepositoryKind = fluxKinds.HelmRepository;
export const gitRepositoryKind = fluxKinds.GitRepository;
export const ociRepositoryKind = fluxKinds.OCIRepository;
export const alertKind = fluxKinds.Alert;

/** Reference to an object of some kind. */
export type ObjectReference = NonNullable<KustomizationSpec['healthChecks']>[number];

export type DependencyReference = NonNullable<KustomizationSpec['dependsOn']>[number];

/** meta.Artifact of fluxcd/pkg: what a source offers. */
export type Artifact = NonNullable<GitRepositoryStatus['artifact']>;

/** The kind apart from kustomize's own file of the same name. */
export type FluxKustomization = Kustomization;

export type InventoryEntry = NonNullable<KustomizationStatus['inventory']>['entries'][number];

/** What sources of all kinds say of themselves, whatever the kind. */
export type SourceSpec = Pick<GitRepositorySpec, 'url' | 'ignore' | 'suspend'> &
  Pick<HelmRepositorySpec, 'interval' | 'type'> & {
    readonly ref?: NonNullable<GitRepositorySpec['ref']> & NonNullable<OciRepositorySpec['ref']>;
  };

export type SourceStatus = Pick<
  HelmChartStatus,
  'artifact' | 'conditions' | 'lastHandledReconcileAt' | 'observedChartName' | 'observedGeneration' | 'url'
>;

/** A source of any kind. */
export type FluxSource = KubeObject & { readonly spec: SourceSpec; readonly status?: SourceStatus };

/** One release in the history of a HelmRelease. */
export type Snapshot = NonNullable<HelmReleaseStatus['history']>[number];
