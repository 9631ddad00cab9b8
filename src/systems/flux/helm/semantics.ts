import { createHash } from 'node:crypto';
import type { Values } from '../../../charts/contract.ts';
import { compareText } from '../../../core/finding.ts';
import { conditionOf, groupOf, type UnknownObject } from '../../../kube/object.ts';
import { goJson } from '../../../repo/kustomize/hash.ts';
import { dependencyName, seconds } from '../kustomizations/semantics.ts';
import type { DependencyReference, HelmChart, HelmRelease, Snapshot } from '../objects.ts';

/** Name of the HelmChart made for a release, in the namespace of its source (api/v2/helmrelease_types.go GetHelmChartName). */
export const chartName = ({ metadata }: HelmRelease): string => `${metadata.namespace}-${metadata.name}`;

export type Action = 'install' | 'upgrade';

/** Seconds an action may take. */
export const actionTimeout = ({ spec }: HelmRelease, action: Action): number =>
  seconds(spec[action]?.timeout ?? spec.timeout, 300);

/** How often a failed action is tried again; -1 is without end. */
export const retriesOf = ({ spec }: HelmRelease, action: Action): number => spec[action]?.remediation?.retries ?? 0;

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

/** Kinds in the order Helm installs them (helm pkg/release/v1/util/kind_sorter.go InstallOrder). */
const installOrder: readonly string[] = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

const rank: ReadonlyMap<string, number> = new Map(installOrder.map((kind, i) => [kind, i]));

/** Order of an install: unknown kinds last, by name of the kind. Objects of one kind keep their order. */
export function sortForInstall(objects: readonly UnknownObject[]): readonly UnknownObject[] {
  const rankOf = ({ kind }: UnknownObject) => rank.get(kind) ?? installOrder.length;
  return [...objects].sort((a, b) => {
    const unknown = !rank.has(a.kind) && !rank.has(b.kind);
    return rankOf(a) - rankOf(b) || (unknown ? compareText(a.kind, b.kind) : 0);
  });
}

const hookAnnotation = 'helm.sh/hook';

/** The events a manifest is a hook of; none for an ordinary one. */
export const hooksOf = ({ metadata }: UnknownObject): readonly string[] =>
  metadata.annotations?.[hookAnnotation]?.split(',').map((event) => event.trim()) ?? [];

/** Hooks of an event in the order they run: weight, then kind and name (helm pkg/action/hooks.go). */
export function hooksFor(objects: readonly UnknownObject[], event: string): readonly UnknownObject[] {
  const weight = ({ metadata }: UnknownObject) => Number(metadata.annotations?.['helm.sh/hook-weight'] ?? 0);
  return objects
    .filter((object) => hooksOf(object).includes(event))
    .sort(
      (a, b) => weight(a) - weight(b) || compareText(a.kind, b.kind) || compareText(a.metadata.name, b.metadata.name),
    );
}

/** Whether an object is of an API group Kubernetes itself serves without a namespace, for defaulting the namespace of a manifest. */
export const isDefinition = (object: UnknownObject): boolean =>
  object.kind === 'CustomResourceDefinition' && groupOf(object.apiVersion) === 'apiextensions.k8s.io';
