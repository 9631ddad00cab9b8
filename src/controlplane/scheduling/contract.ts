import type { Node, Pod } from '../../kube/types.ts';

/** A node with the pods that are bound to it and not finished. */
export interface NodeView {
  readonly node: Node;
  readonly pods: readonly Pod[];
}

/** Why a node will not do; `resolvable` = preempting other pods could help. */
export interface Obstacle {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
}
