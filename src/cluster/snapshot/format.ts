import type { UnknownObject } from '../../kube/object.ts';

/** Version of the format: a reader takes no other. */
export const snapshotVersion = 1;

/** What could not be read of a cluster, and why. */
export interface MissingPart {
  /** As `kubectl api-resources` names it: `secrets`, `ingressroutes.traefik.io`. */
  readonly resource: string;
  readonly reason: string;
  /** Its kind and group; the core group is empty. */
  readonly kind?: string;
  readonly group?: string;
}

/** The first line of a snapshot. */
export interface SnapshotHead {
  readonly kind: 'GatehouseSnapshot';
  readonly schemaVersion: typeof snapshotVersion;
  /** Name of the context it was taken of. */
  readonly context: string;
  /** E.g. `v1.36.3`. */
  readonly kubernetesVersion: string;
  readonly objects: number;
  readonly missing: readonly MissingPart[];
}

/** The objects of a cluster at one time, without secret values. */
export interface Snapshot {
  readonly head: SnapshotHead;
  /** In order of group, kind, namespace, name. */
  readonly objects: readonly UnknownObject[];
}
