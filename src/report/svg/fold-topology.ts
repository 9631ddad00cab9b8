import type { ViewState } from '../../app/view/state.ts';
import type { TopologyKind, TopologyNode, TopologyView } from '../../app/view/topology-view.ts';
import type { Folded, Item, Tie } from './scene.ts';

/** What a person wants to see of a topology. */
export interface FoldOptions {
  /** Groups to unfold, by the id of what they are folded into. */
  readonly open?: readonly string[];
  /** Only what has this in its name or facts, and what hangs on it. */
  readonly search?: string;
  /** Ids of things that are shown by themselves whatever they are folded into. */
  readonly keep?: readonly string[];
}

/** Things of one kind that are shown one by one; where there are more they are folded by their group. */
const most = 12;

/** Groups of one kind, beyond which they say no more than one. */
const mostGroups = 24;

const plurals: Readonly<Record<TopologyKind, string>> = {
  router: 'routers',
  network: 'networks',
  address: 'addresses',
  node: 'nodes',
  gate: 'gates',
  certificate: 'certificates',
  route: 'routes',
  service: 'services',
  pod: 'workloads',
  volume: 'volumes',
};

/** A topology that a person can look over: many things of a kind are one, until it is unfolded. */
export function foldTopology(view: Pick<TopologyView, 'nodes' | 'edges'>, options: FoldOptions = {}): Folded {
  const { open = [], search = '', keep = [] } = options;
  const nodes = search.trim() === '' ? view.nodes : found(view, search.trim().toLowerCase());
  const groups = groupsOf(nodes, new Set(keep));
  const opened: { readonly id: string; readonly label: string }[] = [];
  const items: Item[] = [];
  const shownAs = new Map<string, string>();
  for (const [id, members] of groups) {
    const [first] = members as [TopologyNode, ...TopologyNode[]];
    const isFolded = id !== first.id;
    const label = `${members.length} ${plurals[first.kind]}`;
    if (isFolded && !open.includes(id)) {
      items.push({ id, kind: first.kind, ...nameFold(members, label), state: worst(members), count: members.length });
      for (const member of members) shownAs.set(member.id, id);
      continue;
    }
    if (isFolded) opened.push({ id, label: first.group === '' ? label : `${label} of ${first.group}` });
    for (const { kind, label: name, detail, state, group, id: own } of members) {
      items.push({ id: own, kind, label: name, detail, state, count: 1, ...(kind === 'node' && { host: group }) });
      shownAs.set(own, own);
    }
  }
  return { items, ties: tiesOf(view.edges, shownAs), opened };
}

/** What a group is called: by what its members have in common, where they have. */
function nameFold(members: readonly TopologyNode[], label: string): Pick<Item, 'label' | 'detail'> {
  const [first] = members as [TopologyNode, ...TopologyNode[]];
  const isOne = first.group !== '' && members.every(({ group }) => group === first.group);
  return isOne ? { label: first.group, detail: label } : { label, detail: '' };
}

/** Things by what they are shown as: themselves, or the group that they are folded into. */
function groupsOf(
  nodes: readonly TopologyNode[],
  keep: ReadonlySet<string>,
): ReadonlyMap<string, readonly TopologyNode[]> {
  const counts = new Map<TopologyKind, number>();
  const kinds = new Map<TopologyKind, Set<string>>();
  for (const { kind, group } of nodes) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(group));
  }
  const groups = new Map<string, TopologyNode[]>();
  for (const node of nodes) {
    const isMany = (counts.get(node.kind) ?? 0) > most && !keep.has(node.id);
    const isScattered = (kinds.get(node.kind)?.size ?? 0) > mostGroups;
    const id = isMany ? `fold:${node.kind}:${isScattered ? '' : node.group}` : node.id;
    groups.set(id, [...(groups.get(id) ?? []), node]);
  }
  return new Map([...groups].map(([id, own]) => [own.length === 1 ? own[0]!.id : id, own] as const));
}

const rank: Readonly<Record<ViewState, number>> = { wrong: 3, 'not-known': 2, fine: 1, none: 0 };

const worst = (members: readonly TopologyNode[]): ViewState =>
  members.reduce<ViewState>((state, each) => (rank[each.state] > rank[state] ? each.state : state), 'none');

function tiesOf(edges: TopologyView['edges'], shownAs: ReadonlyMap<string, string>): readonly Tie[] {
  const ties = new Map<string, Tie>();
  for (const { from, to, link } of edges) {
    const ends = [shownAs.get(from), shownAs.get(to)] as const;
    if (ends[0] === undefined || ends[1] === undefined || ends[0] === ends[1]) continue;
    const key = `${ends[0]} ${ends[1]}`;
    // What answers now is said before what would take over.
    if (!ties.has(key) || link === 'answers') ties.set(key, { from: ends[0], to: ends[1], link });
  }
  return [...ties.values()];
}

/** What is looked for, and all that lies before and behind it. */
function found({ nodes, edges }: Pick<TopologyView, 'nodes' | 'edges'>, text: string): readonly TopologyNode[] {
  const says = ({ label, detail, group, facts }: TopologyNode) =>
    [label, detail, group, ...facts.map(({ value }) => value)].some((each) => each.toLowerCase().includes(text));
  const seen = new Set(nodes.filter(says).map(({ id }) => id));
  for (const way of ['from', 'to'] as const) {
    const other = way === 'from' ? 'to' : 'from';
    const next = new Map<string, string[]>();
    for (const edge of edges) next.set(edge[way], [...(next.get(edge[way]) ?? []), edge[other]]);
    const queue = nodes.filter(says).map(({ id }) => id);
    const passed = new Set(queue);
    for (const at of queue)
      for (const to of next.get(at) ?? [])
        if (!passed.has(to)) {
          passed.add(to);
          seen.add(to);
          queue.push(to);
        }
  }
  return nodes.filter(({ id }) => seen.has(id));
}
