import type { KindRef, KubeObject, UnknownObject } from '../kube/object.ts';

/** A write that a validating admission webhook is asked about. */
export interface AdmissionReview {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** As it would be stored. */
  readonly object: UnknownObject;
  /** As it is stored now, for an update. */
  readonly old: UnknownObject | undefined;
  /** Namespace of the webhook's Service; empty when the webhook is taken to be there. */
  readonly namespace: string;
  /** Objects of a kind as they are stored, in order of namespace and name; none when the kind is not served. */
  readonly list: <T extends KubeObject>(kind: KindRef, namespace?: string) => readonly T[];
}

/** A validating admission webhook as the pods of a system answer it. */
export interface AdmissionWebhook {
  /** E.g. `ipaddresspoolvalidationwebhook.metallb.io`. */
  readonly name: string;
  /** Path of the Service it answers at: by it a ValidatingWebhookConfiguration finds it. */
  readonly path: string;
  /** What it is asked about where it is taken to be installed. */
  readonly group: string;
  readonly resources: readonly string[];
  readonly operations: readonly AdmissionReview['operation'][];
  /** Why the write is refused, in upstream's words; undefined when it may pass. */
  readonly refuse: (review: AdmissionReview) => string | undefined;
}
