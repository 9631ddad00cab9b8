import type { KindRef, KubeObject, OwnerReference } from '../../kube/object.ts';

/** The owner reference that controls the object, if any. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((reference) => reference.controller === true);

/** Whether `owner` controls the object. */
export const isControlledBy = (object: KubeObject, owner: KubeObject): boolean =>
  controllerOf(object)?.uid === owner.metadata.uid;

/** metav1.NewControllerRef. */
export const controllerReference = (owner: KubeObject, kind: KindRef): OwnerReference => ({
  apiVersion: kind.apiVersion,
  kind: kind.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

/** Key of an index by the controlling owner: `owner:UID`, nothing for an orphan. */
export function controllerKeys(object: KubeObject): readonly string[] {
  const uid = controllerOf(object)?.uid;
  return uid ? [`owner:${uid}`] : [];
}

export const isDeleting = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;
