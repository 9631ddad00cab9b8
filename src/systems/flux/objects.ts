import type { Condition, Json, KindRef, ObjectMeta, UnknownObject } from '../../kube/object.ts';
import type { ValuesReference } from '../../repo/releases/release.ts';

export const kustomizationKind: KindRef = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
export const helmReleaseKind: KindRef = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' };
export const helmChartKind: KindRef = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmChart' };
export const helmRepositoryKind: KindRef = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmRepository' };
export const gitRepositoryKind: KindRef = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' };
export const ociRepositoryKind: KindRef = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository' };

/** Reference to an object of some kind. */
export type ObjectReference = {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
};

export type DependencyReference = {
  readonly name: string;
  readonly namespace?: string;
  readonly readyExpr?: string;
};

/** meta.Artifact of fluxcd/pkg: what a source offers. */
export type Artifact = {
  readonly digest?: string;
  readonly lastUpdateTime: string;
  readonly path: string;
  readonly revision: string;
  readonly size?: number;
  readonly url: string;
};

type FluxObject<Spec, Status> = UnknownObject & {
  readonly metadata: ObjectMeta;
  readonly spec: Spec;
  readonly status?: Status & { readonly observedGeneration?: number; readonly conditions?: readonly Condition[] };
};

export type KustomizationSpec = {
  readonly interval: string;
  readonly retryInterval?: string;
  readonly timeout?: string;
  readonly path?: string;
  readonly prune: boolean;
  readonly wait?: boolean;
  readonly force?: boolean;
  readonly suspend?: boolean;
  readonly targetNamespace?: string;
  readonly deletionPolicy?: string;
  readonly sourceRef: ObjectReference;
  readonly dependsOn?: readonly DependencyReference[];
  readonly healthChecks?: readonly ObjectReference[];
  readonly commonMetadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly postBuild?: {
    readonly substitute?: Readonly<Record<string, string>>;
    readonly substituteFrom?: readonly { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string }[];
  };
};

export type InventoryEntry = {
  /** `namespace_name_group_kind` */
  readonly id: string;
  /** Version of the API. */
  readonly v: string;
};

export type KustomizationStatus = {
  readonly lastAppliedRevision?: string;
  readonly lastAttemptedRevision?: string;
  readonly lastHandledReconcileAt?: string;
  readonly inventory?: { readonly entries: readonly InventoryEntry[] };
};

export type FluxKustomization = FluxObject<KustomizationSpec, KustomizationStatus>;

export type SourceSpec = {
  readonly url: string;
  readonly interval?: string;
  readonly type?: string;
  readonly suspend?: boolean;
  readonly ignore?: string;
  readonly ref?: {
    readonly branch?: string;
    readonly tag?: string;
    readonly semver?: string;
    readonly name?: string;
    readonly commit?: string;
    readonly digest?: string;
  };
};

export type SourceStatus = {
  readonly artifact?: Artifact;
  readonly url?: string;
  readonly observedChartName?: string;
  readonly lastHandledReconcileAt?: string;
};

export type FluxSource = FluxObject<SourceSpec, SourceStatus>;

export type ChartTemplate = {
  readonly metadata?: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: {
    readonly chart: string;
    readonly version?: string;
    readonly interval?: string;
    readonly reconcileStrategy?: string;
    readonly valuesFiles?: readonly string[];
    readonly ignoreMissingValuesFiles?: boolean;
    readonly sourceRef: ObjectReference;
  };
};

type Remediation = {
  readonly retries?: number;
  readonly strategy?: string;
  readonly remediateLastFailure?: boolean;
};

type ReleaseAction = {
  readonly timeout?: string;
  readonly crds?: string;
  readonly createNamespace?: boolean;
  readonly disableWait?: boolean;
  readonly remediation?: Remediation;
  readonly strategy?: { readonly name?: string; readonly retryInterval?: string };
};

export type HelmReleaseSpec = {
  readonly interval: string;
  readonly chart?: ChartTemplate;
  readonly chartRef?: ObjectReference;
  readonly timeout?: string;
  readonly releaseName?: string;
  readonly targetNamespace?: string;
  readonly storageNamespace?: string;
  readonly suspend?: boolean;
  readonly dependsOn?: readonly DependencyReference[];
  readonly values?: { readonly [key: string]: Json };
  readonly valuesFrom?: readonly ValuesReference[];
  readonly postRenderers?: readonly Json[];
  readonly postRenderStrategy?: string;
  readonly commonMetadata?: { readonly [key: string]: Json };
  readonly install?: ReleaseAction;
  readonly upgrade?: ReleaseAction;
};

/** One release in the history of a HelmRelease (helm-controller api/v2/snapshot_types.go). */
export type Snapshot = {
  readonly apiVersion: 'v2';
  readonly digest: string;
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly status: string;
  readonly chartName: string;
  readonly chartVersion: string;
  readonly configDigest: string;
  readonly firstDeployed: string;
  readonly lastDeployed: string;
};

export type HelmReleaseStatus = {
  readonly history?: readonly Snapshot[];
  readonly helmChart?: string;
  readonly storageNamespace?: string;
  readonly failures?: number;
  readonly installFailures?: number;
  readonly upgradeFailures?: number;
  readonly lastAttemptedRevision?: string;
  readonly lastAttemptedConfigDigest?: string;
  readonly lastAttemptedGeneration?: number;
  readonly lastAttemptedReleaseAction?: string;
  readonly observedPostRenderersDigest?: string;
  readonly observedCommonMetadataDigest?: string;
};

export type HelmRelease = FluxObject<HelmReleaseSpec, HelmReleaseStatus>;

export type HelmChartSpec = {
  readonly chart: string;
  readonly version?: string;
  readonly interval?: string;
  readonly valuesFiles?: readonly string[];
  readonly ignoreMissingValuesFiles?: boolean;
  readonly sourceRef: ObjectReference;
};

export type HelmChart = FluxObject<HelmChartSpec, SourceStatus>;
