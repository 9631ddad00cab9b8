import { compareText } from '../../core/finding.ts';
import { groupOf, type UnknownObject } from '../../kube/object.ts';

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
