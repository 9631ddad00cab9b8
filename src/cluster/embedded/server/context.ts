import type { UnknownObject } from '../../../kube/object.ts';
import type { ApiState } from '../api/state.ts';
import type { PodDialer } from '../contract.ts';
import type { Tokens } from './tokens.ts';

/** A list that is being read in pieces. */
export interface ListSnapshot {
  readonly revision: number;
  readonly objects: readonly UnknownObject[];
}

/** What all requests to one server share. */
export interface ServerContext {
  readonly state: ApiState;
  /** e.g. `v1.36.3`. */
  readonly kubernetesVersion: string;
  readonly tokens: Tokens;
  /** How pods are reached; undefined when nothing plays their apps. */
  readonly dialPod: PodDialer | undefined;
  /** Lists that are being read in pieces, oldest first. */
  readonly snapshots: Map<string, ListSnapshot>;
}
