import { compareText } from '../../core/finding.ts';
import { type TopologyEdge, type TopologyNode, topologyKinds } from './topology-view.ts';

/** What a thing is made of; what is left out is empty. */
export type NodeParts = Pick<TopologyNode, 'kind' | 'label'> &
  Partial<Pick<TopologyNode, 'detail' | 'state' | 'group'>> & {
    /** What comes after the kind in its id; its label when left out. */
    readonly name?: string;
    /** Those without a value are left out. */
    readonly facts?: readonly (readonly [name: string, value: string])[];
  };

/** A graph that grows: a thing that is added twice stays as it was first, edges lead only to what is there. */
export function createGraph() {
  const nodes = new Map<string, TopologyNode>();
  const edges = new Map<string, TopologyEdge>();
  return {
    /** Id of what was added. */
    add: ({ kind, label, name = label, detail = '', state = 'none', group = '', facts = [] }: NodeParts): string => {
      const id = `${kind}:${name}`;
      const known = facts.filter(([, value]) => value !== '').map(([fact, value]) => ({ name: fact, value }));
      if (!nodes.has(id)) nodes.set(id, { id, kind, label, detail, state, group, facts: known });
      return id;
    },
    link: (edge: TopologyEdge): void => void edges.set(`${edge.from} ${edge.to} ${edge.link}`, edge),
    has: (id: string): boolean => nodes.has(id),
    /** In the order of kinds, then by id; edges in the order of where they start and end. */
    finish: (): { readonly nodes: readonly TopologyNode[]; readonly edges: readonly TopologyEdge[] } => ({
      nodes: [...nodes.values()].sort(compareNodes),
      edges: [...edges.values()]
        .filter(({ from, to }) => nodes.has(from) && nodes.has(to))
        .sort((a, b) => compareText(a.from, b.from) || (a.order ?? 0) - (b.order ?? 0) || compareText(a.to, b.to)),
    }),
  };
}

/** A graph that grows. */
export type Graph = ReturnType<typeof createGraph>;

const compareNodes = (a: TopologyNode, b: TopologyNode): number =>
  topologyKinds.indexOf(a.kind) - topologyKinds.indexOf(b.kind) || compareText(a.id, b.id);
