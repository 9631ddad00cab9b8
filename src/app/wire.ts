import type { Cluster } from '../cluster/cluster.ts';
import type { Destination, Visitor } from '../cluster/network.ts';
import { createPodServers } from '../controlplane/kubelet/pod-server.ts';
import { forward } from '../controlplane/networking/forwarding.ts';
import { arriveAtHost, hostPortsOf } from '../controlplane/networking/host-ports.ts';
import { possibleSources, type SeenAddress } from '../controlplane/networking/masquerade.ts';
import { createOutsideHosts } from '../controlplane/networking/outside-hosts.ts';
import { type EndpointSlice, kinds, type Node, type Pod, type Service } from '../kube/types.ts';
import { createClientBook } from '../operate/client-book.ts';
import type { Target } from '../operate/forward.ts';
import { createSharedNotes } from '../operate/shared-notes.ts';
import { systems } from '../systems/index.ts';
import { askServers, playPod, signedInHeaders } from './played-pods.ts';
import type {
  AddressOwner,
  PortProtocol,
  Reachable,
  ServedPort,
  Wire,
  WireDestination,
  WireOptions,
} from './wire-contract.ts';
import { serveWhole } from './wire-serving.ts';

export type { AddressOwner, ServedPort, Wire, WireDestination } from './wire-contract.ts';

/** Opens the network over a cluster's objects: nothing is served until {@link Wire.serve} is called. */
export function openWire(options: WireOptions): Wire {
  const { cluster } = options;
  const books = createBooks();
  const { clients } = books;
  const podServers = createPodServers({ cluster, play: (pod, request) => playPod(cluster, pod, request) });
  const outside = createOutsideHosts({ cluster });
  const once = whileUnchanged(options.revision);
  const connect = async (address: string, port: number, protocol: PortProtocol = 'TCP') => {
    const pod = (await once('pods by address', () => podsByAddress(cluster))).get(address);
    return pod ? podServers.addressOf(pod, port, protocol) : outside.addressOf(address, port, protocol);
  };
  const asked = askServers(cluster, async (address) =>
    (await once('pods by address', () => podsByAddress(cluster))).get(address),
  );
  const { installed } = options;
  const gates = systems.flatMap(
    (system) => system.openGate?.({ cluster, connect, clientAddressOf: clients.addressOf, installed, asked }) ?? [],
  );
  const explain = (service: Service, address?: string) =>
    once(`address ${address} of ${nameOf(service)} ${service.metadata.resourceVersion}`, async () => {
      for (const system of systems) {
        const found = await system.explainAddress?.(cluster, service, { ...options, address });
        if (found) return found;
      }
      return undefined;
    });
  const isGate = (pod: Pod) => gates.some((gate) => gate.owns(pod));
  const arrive = ({ owner, ip, port, protocol = 'TCP' }: Reachable, clientAddress: string) =>
    once(`way to ${printOwner(owner)} ${ip} ${port} ${protocol} ${clientAddress}`, () =>
      'service' in owner
        ? arriveAt(cluster, explain, { service: owner.service, ip, port, protocol, clientAddress })
        : arriveAtNode(cluster, { node: owner.node, address: ip, port, protocol, clientAddress }),
    );
  const socketOf: Wire['socketOf'] = async (pod, port, protocol) => {
    for (const gate of gates) {
      const socket = await gate.socketOf(pod, port, protocol);
      if (socket) return socket;
    }
    return podServers.addressOf(pod, port, protocol);
  };
  let turn = 0;
  const route =
    (to: Reachable) =>
    async (client: string): Promise<Target | undefined> => {
      const destination = await arrive(to, client);
      const chosen = destination.pods[turn++ % Math.max(1, destination.pods.length)];
      const socket = chosen && (await socketOf(chosen.pod, chosen.port, to.protocol));
      return socket && { ...socket, clientAddress: destination.seenAs };
    };
  const serving = { ...options, route, books: { TCP: clients, UDP: books.datagramClients }, isGate };
  const { serve, playVisitors, stop } = serveWhole(serving);
  const close = async () => {
    await stop();
    await Promise.all(gates.map((gate) => gate.close()));
    await podServers.close();
    await outside.close();
  };
  const headersOf = (visitor: Visitor, host: string) => signedInHeaders(cluster, visitor, host);
  return { ...books, gates, explain, forward: arrive, socketOf, headersOf, serve, playVisitors, close };
}

/** Who plays which client, from this thread and from another. */
function createBooks(): Pick<Wire, 'clients' | 'notes' | 'datagramClients'> {
  const notes = createSharedNotes();
  return { clients: createClientBook(notes.at), notes, datagramClients: createClientBook() };
}

const nameOf = ({ metadata }: Service): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** What has an address, in words: `namespace/name` of a Service, or a node. */
export const printOwner = (owner: AddressOwner): string =>
  'service' in owner ? nameOf(owner.service) : `node ${owner.node}`;

/** Answers by question, each found once until the cluster changes. */
function whileUnchanged(revision: WireOptions['revision']) {
  const known = new Map<string, Promise<unknown>>();
  let since: number | undefined;
  return <T>(question: string, find: () => Promise<T>): Promise<T> => {
    const now = revision?.();
    if (now === undefined) return find();
    if (now !== since) known.clear();
    since = now;
    const found = known.get(question) ?? find();
    known.set(question, found);
    return found as Promise<T>;
  };
}

/** Pods by each of their addresses; of two with one address the first counts. */
async function podsByAddress(cluster: Cluster): Promise<ReadonlyMap<string, Pod>> {
  const pods = new Map<string, Pod>();
  for (const pod of await cluster.list<Pod>(kinds.Pod)) {
    const { podIP, podIPs = [] } = pod.status ?? {};
    for (const ip of [podIP, ...podIPs.map((each) => each.ip)]) if (ip && !pods.has(ip)) pods.set(ip, pod);
  }
  return pods;
}

async function arriveAtNode(
  cluster: Cluster,
  at: Parameters<typeof arriveAtHost>[2] & Pick<ServedPort, 'protocol'>,
): Promise<WireDestination> {
  const node = await cluster.get<Node>(kinds.Node, at.node);
  const pods = await cluster.list<Pod>(kinds.Pod, { fieldSelector: `spec.nodeName=${at.node}` });
  const listening =
    node &&
    hostPortsOf([node], pods).find(
      ({ address, port, protocol }) => address === at.address && port === at.port && protocol === at.protocol,
    );
  const views = [{ address: at.clientAddress, when: '' }];
  return { ...arriveAtHost(node, listening, at), views, seenAs: at.clientAddress };
}

interface ArrivalAt {
  readonly service: Service;
  readonly ip: string;
  readonly port: number;
  readonly protocol: PortProtocol;
  readonly clientAddress: string;
}

async function arriveAt(cluster: Cluster, explain: Wire['explain'], at: ArrivalAt): Promise<WireDestination> {
  const { namespace = '', name } = at.service.metadata;
  const service = (await cluster.get<Service>(kinds.Service, name, namespace)) ?? at.service;
  const explanation = await explain(service, at.ip);
  const node = explanation?.nodes[0];
  if (node === undefined) {
    const hops = explanation?.hops ?? [];
    const views = [{ address: at.clientAddress, when: '' }];
    const nowhere = { pods: [], clientAddress: undefined, outcome: 'unreachable' } as const;
    return { ...nowhere, hops, explanation, views, seenAs: at.clientAddress };
  }
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace });
  const pods = new Map((await cluster.list<Pod>(kinds.Pod, { namespace })).map((pod) => [pod.metadata.name, pod]));
  const destination = forward({
    service,
    slices,
    via: 'LoadBalancer',
    port: at.port,
    protocol: at.protocol,
    clientAddress: at.clientAddress,
    node,
    address: at.ip,
    podOf: (target) => (target.name === undefined ? undefined : pods.get(target.name)),
  });
  const { seenAs } = explanation ?? {};
  const views = seenAs ? [{ address: seenAs.address, when: '' }] : await viewsOf(cluster, destination, node, at);
  const own = seenAs
    ? destination.hops.map((hop) => (hop.at === 'client-address' ? seenAs.hop : hop))
    : destination.hops;
  const hops = [...(explanation?.hops ?? []), ...own];
  return { ...destination, hops, explanation, views, seenAs: views[0]?.address ?? at.clientAddress };
}

/** Where the client's address is rewritten: every address that any of the pods may see, each once. */
async function viewsOf(
  cluster: Cluster,
  { clientAddress, pods }: Destination,
  name: string,
  at: ArrivalAt,
): Promise<readonly SeenAddress[]> {
  const kept = [{ address: clientAddress ?? at.clientAddress, when: '' }];
  const node = clientAddress === undefined && (await cluster.get<Node>(kinds.Node, name));
  if (!node) return kept;
  const views = new Map<string, SeenAddress>();
  for (const view of pods.flatMap(({ pod }) => possibleSources(pod, node, at.clientAddress)))
    if (!views.has(view.address)) views.set(view.address, view);
  return views.size > 0 ? [...views.values()] : kept;
}
