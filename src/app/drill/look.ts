import type { Cluster } from '../../cluster/cluster.ts';
import { hasCrashed } from '../../controlplane/kubelet/pod-crash.ts';
import { forward } from '../../controlplane/networking/forwarding.ts';
import { selectEndpoints, usableEndpoints } from '../../controlplane/networking/forwarding-endpoints.ts';
import { isNodeAlive } from '../../controlplane/nodes/node-power.ts';
import { type EndpointSlice, kinds, type Node, type Pod, type Service } from '../../kube/types.ts';
import type { Expectation, Gate, GateDecision } from '../../systems/system.ts';
import { decideCheck } from '../verify-checks.ts';
import type { Wire, WireDestination } from '../wire.ts';
import type { DrilledCheck } from './drilled-check.ts';

/** What clients see of a request at one moment; `ok` where all are answered as promised. */
export interface Seen {
  readonly sees: 'ok' | 'time-out' | 'refused' | 'not-known' | `${number}`;
  /** Share of the requests that fail. */
  readonly share: number;
  readonly reason: string;
}

/** A platform at one moment. */
export interface Moment {
  readonly cluster: Cluster;
  readonly wire: Wire;
  /** What was found at this moment already, by what it is about and what was asked; each is looked for anew without it. */
  readonly known?: Map<object, Map<string, Promise<Seen>>>;
}

/** Asks once a moment. */
function once({ known }: Moment, about: object, question: string, find: () => Promise<Seen>): Promise<Seen> {
  if (!known) return find();
  const own = known.get(about) ?? new Map<string, Promise<Seen>>();
  known.set(about, own);
  const found = own.get(question) ?? find();
  own.set(question, found);
  return found;
}

const fine: Seen = { sees: 'ok', share: 0, reason: '' };
const fails = (sees: Seen['sees'], reason: string): Seen => ({ sees, share: 1, reason });

/** What clients outside of the cluster see. */
export async function lookAt(moment: Moment, each: DrilledCheck): Promise<Seen> {
  const { served, check } = each;
  const { wire } = moment;
  const way = await wire.forward(served, check.expectation.from);
  const lost = await lostOnTheWay(moment, served.ip, way);
  return lost ?? throughPods(moment, each, way);
}

/** What pods of the cluster see: their node knows the Service and leads them to it, whoever announces its address. */
export async function lookInside(moment: Moment, each: DrilledCheck): Promise<Seen> {
  const { owner } = each.served;
  if (!('service' in owner)) return lookAt(moment, each);
  const way = await insideWay(moment.cluster, each, owner.service);
  if (way.pods.length === 0) return fails('refused', lastReason(way));
  return throughPods(moment, each, way);
}

async function insideWay(cluster: Cluster, each: DrilledCheck, service: Service): Promise<WireDestination> {
  const { namespace = '', name } = service.metadata;
  const current = (await cluster.get<Service>(kinds.Service, name, namespace)) ?? service;
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace });
  const pods = new Map((await cluster.list<Pod>(kinds.Pod, { namespace })).map((pod) => [pod.metadata.name, pod]));
  const { port, protocol, ip } = each.served;
  const clientAddress = each.check.expectation.from;
  // Pods reach all endpoints at the address, whatever the policy for those outside is (pkg/proxy/iptables/proxier.go).
  const spec = { ...current.spec, externalTrafficPolicy: 'Cluster' as const, loadBalancerSourceRanges: undefined };
  const found = forward({
    service: { ...current, spec },
    slices,
    via: 'LoadBalancer',
    ...{ port, protocol, clientAddress, node: '', address: ip },
    podOf: (target) => (target.name === undefined ? undefined : pods.get(target.name)),
  });
  return { ...found, views: [{ address: clientAddress, when: '' }], seenAs: clientAddress };
}

async function lostOnTheWay({ cluster }: Moment, ip: string, way: WireDestination): Promise<Seen | undefined> {
  const node = way.explanation?.nodes[0];
  if (node !== undefined && !isNodeAlive(await cluster.get<Node>(kinds.Node, node)))
    return fails('time-out', `${node} is gone, and ${ip} with it`);
  if (way.pods.length > 0) return undefined;
  return fails(way.outcome === 'refused' ? 'refused' : 'time-out', lastReason(way));
}

const lastReason = ({ hops }: WireDestination): string => hops.at(-1)?.reason ?? 'nobody has the address';

async function throughPods(moment: Moment, each: DrilledCheck, way: WireDestination): Promise<Seen> {
  const seen: Seen[] = [];
  for (const { pod, port } of way.pods) seen.push(await atPod(moment, each, { pod, port, views: way.views }));
  return together(seen);
}

/** What is seen of several that take turns. */
export function together(seen: readonly Seen[]): Seen {
  const failing = seen.filter(({ share }) => share > 0);
  const [worst] = [...failing].sort((a, b) => b.share - a.share);
  if (!worst) return seen[0] ?? fine;
  return { ...worst, share: failing.reduce((sum, { share }) => sum + share, 0) / seen.length };
}

interface Arrival {
  readonly pod: Pod;
  readonly port: number;
  readonly views: WireDestination['views'];
}

async function atPod(moment: Moment, each: DrilledCheck, { pod, port, views }: Arrival): Promise<Seen> {
  const gone = await whyGone(moment.cluster, pod);
  if (gone) return gone;
  const gate = each.gate === undefined ? undefined : moment.wire.gates[each.gate];
  if (!gate?.owns(pod)) return fine;
  const seen: Seen[] = [];
  for (const { address } of views) {
    // The pods of a gate have one configuration, and decide alike.
    const question = `${port} ${address}`;
    seen.push(await once(moment, each, question, () => atGate(moment, each, { gate, pod, port, address })));
  }
  // How the pod network shows the client is open: what was answered before is taken to be so still.
  return seen.find(({ sees }) => sees === 'ok') ?? seen[0] ?? fine;
}

/** What is seen of a pod that is lost, or whose process has ended. */
async function whyGone(cluster: Cluster, pod: Pod): Promise<Seen | undefined> {
  const node = pod.spec.nodeName ?? '';
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (!isNodeAlive(await cluster.get<Node>(kinds.Node, node)))
    return fails('time-out', `${name} is on ${node}, which is gone, and still counts as ready`);
  if (hasCrashed(pod)) return fails('refused', `the process of ${name} has ended, and it still counts as ready`);
  return undefined;
}

async function atGate(
  moment: Moment,
  { check }: DrilledCheck,
  at: { readonly gate: Gate; readonly pod: Pod; readonly port: number; readonly address: string },
): Promise<Seen> {
  const decision = await decideCheck(at, check, at.address);
  if (!decision) return fails('refused', 'the gate is ending, or not yet there');
  const { status, unknown } = decision;
  if (unknown !== undefined) return { sees: 'not-known', share: 0, reason: unknown };
  if (status !== undefined) return byStatus(check.expectation, decision, status);
  return behindGate(moment, decision.backend);
}

const byStatus = ({ status: wanted }: Expectation, decision: GateDecision, status: number): Seen =>
  wanted.includes(status) ? fine : fails(`${status}`, decision.hops.at(-1)?.reason ?? `the gate answers ${status}`);

/** A gate that asks a pod that is lost waits, and one whose pod has ended answers 502. */
const behindGate = (moment: Moment, backend: string): Promise<Seen> =>
  once(moment, moment.wire, backend, () => lookBehind(moment, backend));

async function lookBehind({ cluster }: Moment, backend: string): Promise<Seen> {
  const seen: Seen[] = [];
  for (const service of backend.split(', ').filter((name) => name.includes('/')))
    for (const pod of await podsBehind(cluster, service)) seen.push((await whyGone(cluster, pod)) ?? fine);
  const all = together(seen);
  return all.sees === 'refused' ? { ...all, sees: '502' } : all;
}

/** The pods that connections to `namespace/name` may come to now. */
export async function podsBehind(cluster: Cluster, service: string): Promise<readonly Pod[]> {
  const [namespace = '', name = ''] = service.split('/');
  const found = await cluster.get<Service>(kinds.Service, name, namespace);
  if (!found) return [];
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace });
  const pods = new Map<string, Pod>();
  for (const { port, name: portName } of found.spec.ports ?? []) {
    for (const { target } of usableEndpoints(selectEndpoints(found, slices, portName ?? port))) {
      const pod = target?.name === undefined ? undefined : await cluster.get<Pod>(kinds.Pod, target.name, namespace);
      if (pod) pods.set(pod.metadata.name, pod);
    }
  }
  return [...pods.values()];
}
