import type { AddressRow } from '../../check/observed.ts';
import { type EndpointSlice, kinds, type Node, type Pod } from '../../kube/types.ts';
import { listOf } from '../../lab/list-of.ts';
import type { Lab } from '../../systems/lab.ts';
import { schemaVersion } from '../up-report.ts';
import { createGraph, type Graph } from './topology-graph.ts';
import type { GatesAt, TopologyInput } from './topology-input.ts';
import { addRoutes } from './topology-routes.ts';
import type { TopologyView } from './topology-view.ts';
import { addWorkloads, workloadOf } from './topology-workloads.ts';

/** Networks, nodes, addresses, gates, routes, services, pods, certificates and volumes, and what they hang on. */
export async function viewTopology(input: TopologyInput): Promise<TopologyView> {
  const graph = createGraph();
  const nodes = await input.cluster.list<Node>(kinds.Node);
  const pods = await input.cluster.list<Pod>(kinds.Pod);
  const networks = addNetworks(graph, input.lab);
  for (const node of nodes) addNode(graph, node, input.lab);
  for (const row of input.addresses) addAddress(graph, row, networks);
  const gates = await addGates(graph, pods.filter(input.isGate), input);
  addRoutes(graph, input, gates);
  await addWorkloads(graph, input.cluster, pods);
  return { schemaVersion, lab: input.name, ...graph.finish() };
}

function addNetworks(graph: Graph, lab: Lab | undefined): readonly string[] {
  if (!lab) return [];
  const { network } = lab;
  const [dhcp, trusted] = [network.dhcp ?? [], network.trusted ?? []].map((some) => some.map(String).join(', '));
  const routers = listOf(network.gateway ?? []).map((label) =>
    graph.add({ kind: 'router', label, detail: 'router', facts: [['DHCP', dhcp ?? '']] }),
  );
  return listOf(network.cidr).map((cidr) => {
    const facts = [['DHCP gives away', dhcp ?? ''] as const, ['trusted networks', trusted ?? ''] as const];
    const id = graph.add({ kind: 'network', label: cidr, detail: 'network of the nodes', facts });
    for (const from of routers) graph.link({ from, to: id, link: 'connects' });
    return id;
  });
}

function addNode(graph: Graph, node: Node, lab: Lab | undefined): void {
  const { name } = node.metadata;
  const said = lab?.nodes.find((each) => each.name === name);
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  const address = (node.status?.addresses ?? [])
    .filter(({ type }) => type === 'InternalIP')
    .map((each) => each.address);
  const host = said?.host ?? '';
  graph.add({
    kind: 'node',
    label: name,
    detail: address.join(', '),
    group: host,
    state: ready === undefined ? 'none' : ready.status === 'True' ? 'fine' : 'wrong',
    facts: [
      ['address', address.join(', ')],
      ['machine', host],
      ['role', said?.role ?? ''],
      ['kubelet', node.status?.nodeInfo?.kubeletVersion ?? ''],
    ],
  });
}

function addAddress(graph: Graph, row: AddressRow, networks: readonly string[]): void {
  const { ip, service, pool, node, failover } = row;
  const missing = ip === '';
  const id = graph.add({
    kind: 'address',
    name: missing ? service : ip,
    label: missing ? 'no address' : ip,
    detail: service,
    state: missing || node === '' ? 'wrong' : 'fine',
    facts: [
      ['Service', service],
      ['pool', pool],
      ['answered by', node],
      ['then', failover.join(', ')],
    ],
  });
  for (const from of networks.filter((each) => each.includes(':') && sameFamily(each, ip)))
    graph.link({ from, to: id, link: 'connects' });
  if (node !== '') graph.link({ from: id, to: `node:${node}`, link: 'answers' });
  for (const [index, other] of failover.entries())
    graph.link({ from: id, to: `node:${other}`, link: 'takes-over', order: index + 1 });
}

const sameFamily = (network: string, ip: string): boolean =>
  network.slice('network:'.length).includes(':') === ip.includes(':');

async function addGates(graph: Graph, pods: readonly Pod[], input: TopologyInput): Promise<GatesAt> {
  const { addresses, reach } = input;
  const slices = await input.cluster.list<EndpointSlice>(kinds.EndpointSlice);
  const byWorkload = new Map<string, Pod[]>();
  for (const pod of pods) byWorkload.set(workloadOf(pod), [...(byWorkload.get(workloadOf(pod)) ?? []), pod]);
  const ids = [...byWorkload].map(([workload, own]) => {
    const on = own.map(({ spec }) => spec.nodeName ?? '').filter((name) => name !== '');
    const many = own.length === 1 ? '1 pod' : `${own.length} pods`;
    return graph.add({ kind: 'gate', label: workload, detail: many, state: 'fine', facts: [['on', on.join(', ')]] });
  });
  const behind = new Map<string, readonly string[]>();
  const gated = new Set(reach.filter(({ objects }) => objects.length > 0).map(({ address }) => address));
  for (const { ip, service, node, failover } of addresses) {
    if (!gated.has(ip)) continue;
    const targets = podsBehind(service, slices);
    const own = [...byWorkload].filter(([, some]) => some.some(({ metadata: { name } }) => targets.has(name)));
    const near = own.length === 0 ? ids : own.map(([workload]) => `gate:${workload}`);
    behind.set(ip, near);
    for (const name of [node, ...failover].filter((each) => each !== ''))
      for (const to of near) graph.link({ from: `node:${name}`, to, link: 'leads' });
  }
  return behind;
}

/** Names of the pods that a Service leads to, given as `namespace/name`. */
const podsBehind = (service: string, slices: readonly EndpointSlice[]): ReadonlySet<string> =>
  new Set(
    slices
      .filter(({ metadata }) => `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}` === service)
      .flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ targetRef }) => targetRef?.name ?? [])),
  );
