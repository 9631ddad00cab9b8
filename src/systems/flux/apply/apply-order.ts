import { compareText } from '../../../core/finding.ts';
import { groupOf, type UnknownObject } from '../../../kube/object.ts';

/** Kinds that come first and last (fluxcd/pkg ssa/sort.go ReconcileOrder). */
const first: readonly string[] = [
  'CustomResourceDefinition',
  'Namespace',
  'ClusterRole',
  'ClusterClass',
  'RuntimeClass',
  'PriorityClass',
  'StorageClass',
  'VolumeSnapshotClass',
  'IngressClass',
  'GatewayClass',
  'ClusterRoleBinding',
  'ResourceQuota',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const last: readonly string[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const rank: ReadonlyMap<string, number> = new Map([
  ...first.map((kind, i) => [kind, i - first.length] as const),
  ...last.map((kind, i) => [kind, i + 1] as const),
]);

/** Order in which Flux applies; it deletes in the reverse. */
export function compareForApply(a: UnknownObject, b: UnknownObject): number {
  return (
    (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0) ||
    compareText(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
    compareText(a.kind, b.kind) ||
    compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
    compareText(a.metadata.name, b.metadata.name)
  );
}

/** A part of an apply: all of it is tried before any of it is written; definitions and classes are waited for. */
export interface ApplyStage {
  readonly objects: readonly UnknownObject[];
  readonly waits: boolean;
}

/** The stages of an apply, each in order, without empty ones (fluxcd/pkg ssa/manager_apply.go ApplyAllStaged). */
export function applyStages(objects: readonly UnknownObject[]): readonly ApplyStage[] {
  const definitions = objects.filter(isDefinition);
  const classes = objects.filter((object) => !isDefinition(object) && isClass(object));
  const others = objects.filter((object) => !isDefinition(object) && !isClass(object));
  return [
    { objects: definitions, waits: true },
    { objects: classes, waits: true },
    { objects: others, waits: false },
  ]
    .filter((stage) => stage.objects.length > 0)
    .map((stage) => ({ ...stage, objects: [...stage.objects].sort(compareForApply) }));
}

/** ssa/utils/is.go IsClusterDefinition */
function isDefinition({ apiVersion, kind }: UnknownObject): boolean {
  if (kind === 'CustomResourceDefinition') return apiVersion.startsWith('apiextensions.k8s.io/');
  if (kind === 'Namespace') return apiVersion === 'v1';
  return kind === 'ClusterRole' && apiVersion.startsWith('rbac.authorization.k8s.io/');
}

const isClass = ({ kind }: UnknownObject): boolean => kind.endsWith('Class');
