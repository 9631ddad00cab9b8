/** A JSON value as Kubernetes knows it. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object of which nothing more is known. */
export type JsonFields = { readonly [key: string]: Json };

/** Whose object it is: with its owners gone, it is collected. */
export type OwnerReference = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
};

/** Fields that one manager wrote in one way. */
export type ManagedFieldsEntry = {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time?: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: { readonly [key: string]: Json };
  readonly subresource?: string;
};

/** What every object carries about itself. */
export type ObjectMeta = {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number | bigint;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
};

/** Any Kubernetes object. Objects are shared and never changed in place: a writer makes a new one. */
export type KubeObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
};

/** An object of which nothing more is known: its other fields are JSON. */
export type UnknownObject = KubeObject & { readonly [field: string]: unknown };

/** What names a kind: the pair every object carries. */
export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A condition of a status, as in metav1.Condition. */
export type Condition = {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
  readonly lastProbeTime?: string | null;
  readonly observedGeneration?: number;
};

/** `Kind/namespace/name`, or `Kind/name` for a cluster-wide object: the one way objects are printed. */
export function printRef(object: { kind: string; metadata: { name: string; namespace?: string } }): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${object.kind}/${namespace}/${name}` : `${object.kind}/${name}`;
}

/** Group of an apiVersion: `apps` of `apps/v1`, empty for `v1`. */
export const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
};

/** Version of an apiVersion: `v1` of `apps/v1`. */
export const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1);

/** The condition of that type, if the object has one. */
export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const status = (object as { status?: { conditions?: readonly Condition[] } }).status;
  return status?.conditions?.find((condition) => condition.type === type);
}

/** Whether the condition of that type is True. */
export const isTrue = (object: KubeObject, type: string): boolean => conditionOf(object, type)?.status === 'True';
