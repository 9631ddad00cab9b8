import type { Cluster } from '../cluster/cluster.ts';
import { isNodeAlive } from '../controlplane/nodes/node-power.ts';
import { isTrue } from '../kube/object.ts';
import { kinds, type Node, type Pod, type Service } from '../kube/types.ts';
import type { Expectation, GateDecision, GateRequest } from '../systems/system.ts';
import { hasAddress, portsAt, portsFor } from './migrate-ports.ts';
import { familyOf, strangers } from './verify-checks.ts';
import type { Wire } from './wire.ts';

/** What clients of a name ask for; one answer of several keeps the promise. */
export interface NameCheck {
  /** The host, or whose address it is. */
  readonly name: string;
  /** What is promised before or after; none where a Service itself is asked for. */
  readonly expectations: readonly Expectation[];
}

/** A pod that a connection comes to, and the client's address as it sees it. */
interface Arrival {
  readonly pod: Pod;
  readonly port: number;
  readonly seenAs: string;
}

/** Why a client gets no answer at an address; undefined when it does. Computed from the objects of this moment. */
export async function whyUnanswered(
  cluster: Cluster,
  wire: Wire,
  address: string,
  { expectations }: NameCheck,
): Promise<string | undefined> {
  if (expectations.length === 0) return whyUnserved(cluster, wire, address);
  const reasons: string[] = [];
  const own = expectations.filter(({ from }) => familyOf(from) === familyOf(address));
  for (const expectation of own) {
    const reason = await whyUnkept(cluster, wire, address, expectation);
    if (reason === undefined) return undefined;
    reasons.push(reason);
  }
  return own.length === 0 ? undefined : reasons[0];
}

/** Whether a pod gets what comes to the first port of whoever has the address. */
async function whyUnserved(cluster: Cluster, wire: Wire, address: string): Promise<string | undefined> {
  const [port] = await portsAt(cluster, address);
  if (port === undefined) return `nobody has the address ${address}`;
  const arrival = await arriveAt(cluster, wire, { address, port, from: strangers[familyOf(address)] });
  return typeof arrival === 'string' ? arrival : undefined;
}

async function whyUnkept(
  cluster: Cluster,
  wire: Wire,
  address: string,
  expectation: Expectation,
): Promise<string | undefined> {
  const reasons: string[] = [];
  for (const port of await portsFor(cluster, address, expectation)) {
    const reason = await whyUnkeptAt(cluster, wire, { address, port, from: expectation.from }, expectation);
    if (reason === undefined) return undefined;
    reasons.push(reason);
  }
  return reasons[0];
}

async function whyUnkeptAt(
  cluster: Cluster,
  wire: Wire,
  asked: Asked,
  expectation: Expectation,
): Promise<string | undefined> {
  const arrival = await arriveAt(cluster, wire, asked);
  if (typeof arrival === 'string') return arrival;
  const gate = wire.gates.find((each) => each.owns(arrival.pod));
  if (gate && arrival.port !== expectation.port) return `nothing is promised on port ${arrival.port} of the gate`;
  if (!gate)
    return expectation.backends.length === 0 || isBehind(expectation, arrival.pod) ? undefined : 'another pod answers';
  const request = requestOf(expectation, arrival.seenAs, asked.address);
  const decision = await gate.decide(arrival.pod, arrival.port, request);
  return decision === undefined ? 'the gate is ending, or not yet there' : whyRefused(expectation, decision);
}

const isBehind = ({ backends }: Expectation, { metadata }: Pod): boolean =>
  backends.some((name) => name.split('/')[0] === metadata.namespace);

const requestOf = ({ host, path, tls }: Expectation, clientAddress: string, address: string): GateRequest => ({
  method: 'GET',
  host: host.endsWith('.invalid') ? address : host,
  target: path,
  tls,
  clientAddress,
});

function whyRefused({ status, backends, behindLogin = [] }: Expectation, decision: GateDecision): string | undefined {
  if (decision.unknown !== undefined) return undefined;
  if (decision.status !== undefined) {
    return status.includes(decision.status) ? undefined : `the gate answers ${decision.status}`;
  }
  const wanted = [...backends, ...behindLogin];
  if (!decision.allowed) return 'the gate lets nobody in';
  return wanted.length === 0 || wanted.some((name) => decision.backend.split(', ').includes(name))
    ? undefined
    : `the gate sends it to ${decision.backend}`;
}

interface Asked {
  readonly address: string;
  readonly port: number;
  readonly from: string;
}

async function arriveAt(cluster: Cluster, wire: Wire, asked: Asked): Promise<Arrival | string> {
  const service = await serviceAt(cluster, asked);
  if (service) {
    const { pods, seenAs, explanation } = await wire.forward(
      { owner: { service }, ip: asked.address, port: asked.port },
      asked.from,
    );
    const [first] = pods;
    if (first) return { ...first, seenAs };
    return explanation && explanation.nodes.length === 0
      ? `no node answers for ${asked.address}`
      : `no pod is ready behind ${asked.address}`;
  }
  return onNode(cluster, asked);
}

async function serviceAt(cluster: Cluster, { address, port }: Asked): Promise<Service | undefined> {
  const services = await cluster.list<Service>(kinds.Service);
  return services.find(
    (service) => hasAddress(service, address) && service.spec.ports?.some((each) => each.port === port),
  );
}

/** A pod that has the port of the node itself. */
async function onNode(cluster: Cluster, { address, port, from }: Asked): Promise<Arrival | string> {
  const nodes = await cluster.list<Node>(kinds.Node);
  const node = nodes.find(({ status }) =>
    status?.addresses?.some((each) => each.type === 'InternalIP' && each.address === address),
  );
  if (!node) return `nobody has the address ${address}`;
  if (!isNodeAlive(node)) return `${node.metadata.name} is down`;
  const pods = await cluster.list<Pod>(kinds.Pod, { fieldSelector: `spec.nodeName=${node.metadata.name}` });
  const pod = pods.find((each) => isServing(each) && hasHostPort(each, port));
  return pod ? { pod, port, seenAs: from } : `nothing listens on port ${port} of ${node.metadata.name}`;
}

/** A pod that ends takes no new connections. */
const isServing = (pod: Pod): boolean => isTrue(pod, 'Ready') && pod.metadata.deletionTimestamp === undefined;

const hasHostPort = ({ spec }: Pod, port: number): boolean =>
  spec.containers
    .flatMap(({ ports = [] }) => ports)
    .some(({ containerPort, hostPort }) => (spec.hostNetwork ? containerPort : hostPort) === port);
