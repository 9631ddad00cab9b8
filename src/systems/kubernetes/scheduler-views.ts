import type { Node, Pod } from '../../kube/types.ts';
import type { ObjectIndex } from './object-index.ts';
import { isFinished } from './semantics-pod.ts';
import type { NodeView } from './semantics-scheduling.ts';

/** Every node with the unfinished pods bound to it, in order of name. */
export const viewNodes = (nodes: ObjectIndex<Node>, pods: ObjectIndex<Pod>): readonly NodeView[] =>
  nodes.all().map((node) => ({
    node,
    pods: pods.at(`node:${node.metadata.name}`).filter((pod) => !isFinished(pod)),
  }));
