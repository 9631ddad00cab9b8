import type { Node, Pod } from '../../kube/types.ts';
import type { ObjectIndex } from './object-index.ts';
import { isFinished } from './semantics-pod.ts';
import type { NodeView } from './semantics-scheduling.ts';

interface Known {
  /** The list the view was made of: a new one means that the node's pods have changed. */
  readonly from: readonly Pod[];
  readonly view: NodeView;
}

/** Every node with the unfinished pods bound to it, in order of name; the view of a node is the same until it or its pods change. */
export function createNodeViews(nodes: ObjectIndex<Node>, pods: ObjectIndex<Pod>): () => readonly NodeView[] {
  let known = new Map<string, Known>();
  const viewOf = (node: Node): Known => {
    const { name } = node.metadata;
    const from = pods.at(`node:${name}`);
    const before = known.get(name);
    if (before?.from === from && before.view.node === node) return before;
    return { from, view: { node, pods: from.filter((pod) => !isFinished(pod)) } };
  };
  return () => {
    const now = new Map(nodes.all().map((node) => [node.metadata.name, viewOf(node)]));
    known = now;
    return [...now.values()].map(({ view }) => view);
  };
}
