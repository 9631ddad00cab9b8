import { controllerOf } from '../../../controlplane/kit/ownership.ts';
import { conditionOf } from '../../../kube/object.ts';
import type { Node, Pod } from '../../../kube/types.ts';
import { readDocuments } from '../../../kube/yaml-read.ts';

/** The ConfigMap of the chart that says what settings are at first, the file in it, and the setting. */
export const settingsConfig = {
  name: 'longhorn-default-setting',
  file: 'default-setting.yaml',
  policy: 'node-down-pod-deletion-policy',
} as const;

/** Pods of which controllers a policy deletes, by the kind that owns them (longhorn-manager types/setting.go). */
const owners: Readonly<Record<string, readonly string[]>> = {
  'do-nothing': [],
  'delete-statefulset-pod': ['StatefulSet'],
  'delete-deployment-pod': ['ReplicaSet'],
  'delete-both-statefulset-and-deployment-pod': ['StatefulSet', 'ReplicaSet'],
};

/** What a file of settings says, by the names of the settings. */
export function settingsIn(text: string): Readonly<Record<string, unknown>> {
  const [first] = readDocuments(text, settingsConfig.file).documents;
  return (first?.value as Readonly<Record<string, unknown>> | null | undefined) ?? {};
}

/** The policy that a file of settings names; `do-nothing` where it names none, or none that there is: what is wrong there is skipped. */
export function policyOf(text: string): string {
  const named = settingsIn(text)[settingsConfig.policy];
  return typeof named === 'string' && Object.hasOwn(owners, named) ? named : 'do-nothing';
}

/** Whether a node counts as down: nothing is heard of it, or it is no more (controller/node_controller.go). */
export const isDown = (node: Node | undefined): boolean =>
  node === undefined || conditionOf(node, 'Ready')?.status !== 'True';

/** Whether a policy deletes a pod of a node that is down (controller/kubernetes_pod_controller.go, handlePodDeletionIfNodeDown): never before it is ending. */
export const isDeletedBy = (policy: string, pod: Pod): boolean =>
  pod.metadata.deletionTimestamp !== undefined && (owners[policy] ?? []).includes(controllerOf(pod)?.kind ?? '');
