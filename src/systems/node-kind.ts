import type { NodeLook } from '../controlplane/nodes/create-nodes.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { Lab } from './lab.ts';

/** What a cluster is made of that a distribution of Kubernetes starts. */
export interface NodeKind {
  /** Taken where no lab says what the nodes run. */
  readonly isUsual?: boolean;
  readonly look: NodeLook;
  /** How its kubelets print a version such as `1.36.3`; with a `v` when left out. */
  readonly printVersion?: (version: string) => string;
  /** Definitions that it brings itself. */
  readonly crds?: readonly UnknownObject[];
  /** What else it brings to the cluster of a lab. */
  readonly objects?: (lab: Lab) => readonly UnknownObject[];
}
