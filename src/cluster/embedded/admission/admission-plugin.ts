import type { UnknownObject } from '../../../kube/object.ts';
import type { ApiState, ServedResource, WriteRequest } from '../api/state.ts';

/** A write that is about to be done: apiserver pkg/admission/interfaces.go Attributes. */
export interface AdmissionWrite {
  readonly operation: 'CREATE' | 'UPDATE';
  readonly state: ApiState;
  readonly resource: ServedResource;
  readonly object: UnknownObject;
  /** As it is stored now, for an update. */
  readonly old: UnknownObject | undefined;
  readonly request: WriteRequest;
}

/** A deletion that is asked for; whether there is such an object is not known yet. */
export interface AdmissionDeletion {
  readonly state: ApiState;
  readonly resource: ServedResource;
  readonly namespace: string;
  readonly name: string;
}

/** One step of admission. A plugin refuses by throwing the API server's refusal. */
export interface AdmissionPlugin {
  /** As `--enable-admission-plugins` calls it. */
  readonly name: string;
  /** Tables of the kinds it looks at; all without it. */
  readonly tables?: readonly string[];
  /** The object as the plugin changes it: before the kind's own strategy and validation. */
  readonly admit?: (write: AdmissionWrite) => UnknownObject;
  /** Looks at the object as it would be stored; what it returns is done when the object is stored. */
  readonly validate?: (write: AdmissionWrite) => (() => void) | undefined;
  readonly admitDeletion?: (deletion: AdmissionDeletion) => void;
}

/** Admission comes before a name is generated: what it refuses, it calls by the prefix. apiserver pkg/admission/errors.go */
export const askedName = ({ metadata }: UnknownObject): string => metadata.generateName || metadata.name;
