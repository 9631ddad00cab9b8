import type { Node, Pod } from '../../kube/types.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { isDeleting } from '../kit/ownership.ts';
import { isFinished } from '../kubelet/pod.ts';
import type { NodeView } from './contract.ts';

/** What the scheduler has seen. */
export interface SchedulerMemory {
  /** By `waiting` those that no node has and that nobody deletes. */
  readonly pods: ObjectIndex<Pod>;
  readonly nodes: ObjectIndex<Node>;
  /** Every node with the unfinished pods bound to it, in order of name; the view of a node is the same until it or its pods change. */
  readonly views: () => readonly NodeView[];
}

const keyOfNode = (name: string): string => `node:${name}`;

const podKeys = (pod: Pod): readonly string[] => {
  if (pod.spec.nodeName) return [keyOfNode(pod.spec.nodeName)];
  return isDeleting(pod) ? [] : ['waiting'];
};

/** Nothing seen so far. */
export function createSchedulerMemory(): SchedulerMemory {
  const changed = new Set<string>();
  const pods = createObjectIndex<Pod>(podKeys, (key) => changed.add(key));
  const nodes = createObjectIndex<Node>();
  let of: readonly Node[] = [];
  let views: readonly NodeView[] = [];
  const viewOf = (node: Node): NodeView => ({
    node,
    pods: pods.at(keyOfNode(node.metadata.name)).filter((pod) => !isFinished(pod)),
  });
  /** Where the view of a node stands. */
  let places = new Map<string, number>();
  const lookAnew = (all: readonly Node[]): void => {
    const before = new Map(views.map((view) => [view.node, view] as const));
    const isCurrent = ({ metadata }: Node): boolean => !changed.has(keyOfNode(metadata.name));
    views = all.map((node) => (isCurrent(node) ? before.get(node) : undefined) ?? viewOf(node));
    places = new Map(all.map(({ metadata }, place) => [keyOfNode(metadata.name), place]));
    of = all;
  };
  const look = (): readonly NodeView[] => {
    const all = nodes.all();
    if (all !== of) lookAnew(all);
    else if (changed.size > 0) {
      const next = [...views];
      for (const place of [...changed].map((key) => places.get(key))) {
        if (place !== undefined) next[place] = viewOf(all[place]!);
      }
      views = next;
    }
    changed.clear();
    return views;
  };
  return { pods, nodes, views: look };
}
