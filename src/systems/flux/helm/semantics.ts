import { createHash } from 'node:crypto';
import type { Values } from '../../../charts/contract.ts';
import { conditionOf } from '../../../kube/object.ts';
import { goJson } from '../../../repo/kustomize/hash.ts';
import { dependencyName, seconds } from '../kustomizations/semantics.ts';
import type { DependencyReference, HelmChart, HelmRelease, Snapshot } from '../read-objects.ts';

/** Name of the HelmChart made for a release, in the namespace of its source (api/v2/helmrelease_types.go GetHelmChartName). */
export const chartName = ({ metadata }: HelmRelease): string => `${metadata.namespace}-${metadata.name}`;

export type Action = 'install' | 'upgrade';

/** Seconds an action may take. */
export const actionTimeout = ({ spec }: HelmRelease, action: Action): number =>
  seconds(spec[action]?.timeout ?? spec.timeout, 300);

/** How often a failed action is tried again; -1 is without end. */
export const retriesOf = (release: HelmRelease, action: Action): number =>
  retryAfter(release, action) === undefined ? (release.spec[action]?.remediation?.retries ?? 0) : -1;

/** Seconds after which a failed action is followed by an upgrade, where it is neither counted nor undone (api/v2/helmrelease_types.go GetRetry); undefined where it is. */
export const retryAfter = ({ spec }: HelmRelease, action: Action): number | undefined =>
  spec[action]?.strategy?.name === 'RetryOnFailure' ? seconds(spec[action].strategy.retryInterval, 300) : undefined;

export const isExhausted = (retries: number, failures: number): boolean => retries >= 0 && failures > retries;

/** `ns/name.v1`, as messages name a release. */
const fullName = ({ namespace, name, version }: Snapshot): string => `${namespace}/${name}.v${version}`;
const chartOf = ({ chartName: name, chartVersion }: Snapshot): string => `${name}@${chartVersion}`;

/** Messages of internal/reconcile/{install,upgrade,uninstall_remediation,rollback_remediation}.go. */
export const succeeded = (action: Action, snapshot: Snapshot): string =>
  `Helm ${action} succeeded for release ${fullName(snapshot)} with chart ${chartOf(snapshot)}`;
export const failed = (action: Action, snapshot: Snapshot, error: string): string =>
  `Helm ${action} failed for release ${snapshot.namespace}/${snapshot.name} with chart ${chartOf(snapshot)}: ${error.trim()}`;
export const uninstalledAfterFailure = (snapshot: Snapshot): string =>
  `Helm uninstall remediation for release ${fullName(snapshot)} with chart ${chartOf(snapshot)} succeeded`;
export const rolledBack = (snapshot: Snapshot): string =>
  `Helm rollback to previous release ${fullName(snapshot)} with chart ${chartOf(snapshot)} succeeded`;

/** Why a dependency holds a release back (internal/controller/helmrelease_controller.go checkDependencies). */
export function dependencyProblem(
  release: HelmRelease,
  reference: DependencyReference,
  dependency: HelmRelease | undefined,
  expression?: boolean,
): string | undefined {
  const name = dependencyName(reference, release.metadata.namespace);
  if (!dependency) {
    return `unable to get '${name}' dependency: helmreleases.helm.toolkit.fluxcd.io "${reference.name}" not found`;
  }
  if (expression !== undefined) {
    return expression ? undefined : `dependency '${name}' is not ready according to readyExpr eval`;
  }
  const ready = conditionOf(dependency, 'Ready')?.status === 'True';
  const observed = dependency.metadata.generation === dependency.status?.observedGeneration;
  return ready && observed ? undefined : `dependency '${name}' is not ready`;
}

/** Why a chart cannot be used yet (isSourceReady): a chart that failed counts as ready while an old artifact is there. */
export function chartProblem(chart: HelmChart): string | undefined {
  const name = `HelmChart '${chart.metadata.namespace}/${chart.metadata.name}' is not ready: `;
  if (chart.metadata.generation !== chart.status?.observedGeneration) {
    const ready = conditionOf(chart, 'Ready');
    if (ready?.status === 'False') return name + ready.message;
    return `${name}latest generation of object has not been reconciled`;
  }
  const stalled = conditionOf(chart, 'Stalled');
  if (stalled?.status === 'True') return name + stalled.message;
  return chart.status?.artifact ? undefined : `${name}does not have an artifact`;
}

/** Digest of composed values (fluxcd/pkg chartutil/digest.go): of their sorted YAML upstream, of sorted JSON here. */
export const digestValues = (values: Values): string =>
  `sha256:${createHash('sha256').update(goJson(values)).digest('hex')}`;

/** Digests of what is done after rendering, as the status tells them; undefined for what the release does not say (postrender.Digest). */
export const digestsAfterRendering = ({ postRenderers, commonMetadata }: HelmRelease['spec']) => ({
  observedPostRenderersDigest: postRenderers && digestValues({ postRenderers: [...postRenderers] }),
  observedCommonMetadataDigest: commonMetadata && digestValues(commonMetadata),
});
