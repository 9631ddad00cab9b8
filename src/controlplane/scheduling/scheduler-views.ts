import type { Node, Pod } from '../../kube/types.ts';
import type { ObjectIndex } from '../kit/object-index.ts';
import { isFinished } from '../kubelet/pod.ts';
import type { NodeView } from './contract.ts';

interface Known {
  /** Under which the node's pods are found. */
  readonly key: string;
  /** The list the view was made of: a new one means that the node's pods have changed. */
  readonly from: readonly Pod[];
  readonly view: NodeView;
}

/** Every node with the unfinished pods bound to it, in order of name; the view of a node is the same until it or its pods change. */
export function createNodeViews(nodes: ObjectIndex<Node>, pods: ObjectIndex<Pod>): () => readonly NodeView[] {
  let known: readonly Known[] = [];
  let of: readonly Node[] = [];
  let views: readonly NodeView[] = [];
  const isCurrent = ({ key, from }: Known): boolean => pods.at(key) === from;
  const viewOf = (node: Node, before: Known | undefined): Known => {
    if (before?.view.node === node && isCurrent(before)) return before;
    const key = `node:${node.metadata.name}`;
    const from = pods.at(key);
    return { key, from, view: { node, pods: from.filter((pod) => !isFinished(pod)) } };
  };
  return () => {
    const all = nodes.all();
    if (all === of && known.every(isCurrent)) return views;
    const sameOrder = all.length === known.length;
    known = all.map((node, index) => viewOf(node, sameOrder ? known[index] : undefined));
    of = all;
    views = known.map(({ view }) => view);
    return views;
  };
}
