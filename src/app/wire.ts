import type { AddressExplanation } from '../check/observed.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Destination, Visitor } from '../cluster/network.ts';
import { createPodServers } from '../controlplane/kubelet/pod-server.ts';
import { forward } from '../controlplane/networking/forwarding.ts';
import { arriveAtHost, hostPortsOf } from '../controlplane/networking/host-ports.ts';
import { possibleSources, type SeenAddress } from '../controlplane/networking/masquerade.ts';
import { createOutsideHosts } from '../controlplane/networking/outside-hosts.ts';
import { parseAddress } from '../core/address.ts';
import { codeOf } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import { type EndpointSlice, kinds, type Node, type Pod, type Service } from '../kube/types.ts';
import { type ClientBook, createClientBook } from '../operate/client-book.ts';
import { type Listening, serveForward, type Target } from '../operate/forward.ts';
import { systems } from '../systems/index.ts';
import type { ControllerOptions, Gate } from '../systems/system.ts';
import { askServers, playPod, signedInHeaders } from './played-pods.ts';

/** What has an address that clients reach: a Service, or a node by itself. */
export type AddressOwner = { readonly service: Service } | { readonly node: string };

/** One port of one address that clients reach, and where it is served on loopback. */
export interface ServedPort {
  readonly owner: AddressOwner;
  readonly ip: string;
  readonly port: number;
  readonly host: string;
  readonly localPort: number;
}

/** The cluster whose network is played. */
export interface WireOptions {
  readonly cluster: Cluster;
  readonly installed?: ControllerOptions['installed'];
  /** Tries `8000 + port` on 127.0.0.1 first, so that a person can remember it. */
  readonly memorablePorts?: boolean;
  /** The number of the cluster's last change: as long as it stays, so does every way through the network. Unknown: each is looked for anew. */
  readonly revision?: () => number;
}

/** The network of an embedded platform, played on loopback. */
export interface Wire {
  readonly clients: ClientBook;
  readonly gates: readonly Gate[];
  /** Who announces the address of a Service now. */
  readonly explain: (service: Service) => Promise<AddressExplanation | undefined>;
  /** What the network does with a connection from a client to a served address and port. */
  readonly forward: (to: Reachable, clientAddress: string) => Promise<WireDestination>;
  /** Where a port of a pod is served on loopback; undefined when nothing of the pod listens there. */
  readonly socketOf: (pod: Pod, port: number) => Promise<{ readonly host: string; readonly port: number } | undefined>;
  /** Headers that the browser of somebody who has signed in sends to a host. */
  readonly headersOf: (visitor: Visitor, host: string) => Promise<Readonly<Record<string, string>>>;
  /** Serves every LoadBalancer address there is now, and the ports of nodes that a gate has; those served already stay. Resolves to all that are served. */
  readonly serve: () => Promise<readonly ServedPort[]>;
  /** Lets a person's own connections to a served port come from this client address. */
  readonly playVisitors: (served: Pick<ServedPort, 'ip' | 'port'>, client: string) => void;
  readonly close: () => Promise<void>;
}

/** An address and port, and whose they are. */
export type Reachable = Pick<ServedPort, 'owner' | 'ip' | 'port'>;

/** Where a connection ends up, and by whose announcement. */
export interface WireDestination extends Destination {
  readonly explanation?: AddressExplanation;
  /**
   * Client addresses as the pod may see them: one where the network keeps the client's, several where it rewrites it and how depends on
   * what the objects do not say. Never empty.
   */
  readonly views: readonly SeenAddress[];
  /** The first of them. */
  readonly seenAs: string;
}

/** Opens the network over a cluster's objects: nothing is served until {@link Wire.serve} is called. */
export function openWire(options: WireOptions): Wire {
  const { cluster } = options;
  const clients = createClientBook();
  const podServers = createPodServers({ cluster, play: (pod, request) => playPod(cluster, pod, request) });
  const outside = createOutsideHosts({ cluster });
  const once = whileUnchanged(options.revision);
  const connect = async (address: string, port: number) => {
    const pod = (await once('pods by address', () => podsByAddress(cluster))).get(address);
    return pod ? podServers.addressOf(pod, port) : outside.addressOf(address, port);
  };
  const asked = askServers(cluster, async (address) =>
    (await once('pods by address', () => podsByAddress(cluster))).get(address),
  );
  const { installed } = options;
  const gates = systems.flatMap(
    (system) => system.openGate?.({ cluster, connect, clientAddressOf: clients.addressOf, installed, asked }) ?? [],
  );
  const explain = (service: Service) =>
    once(`address of ${nameOf(service)} ${service.metadata.resourceVersion}`, async () => {
      for (const system of systems) {
        const found = await system.explainAddress?.(cluster, service, options);
        if (found) return found;
      }
      return undefined;
    });
  const isGate = (pod: Pod) => gates.some((gate) => gate.owns(pod));
  const arrive = ({ owner, ip, port }: Reachable, clientAddress: string) =>
    once(`way to ${printOwner(owner)} ${ip} ${port} ${clientAddress}`, () =>
      'service' in owner
        ? arriveAt(cluster, explain, { service: owner.service, ip, port, clientAddress })
        : arriveAtNode(cluster, { node: owner.node, address: ip, port, clientAddress }),
    );
  const socketOf = async (pod: Pod, port: number) => {
    for (const gate of gates) {
      const socket = await gate.socketOf(pod, port);
      if (socket) return socket;
    }
    return podServers.addressOf(pod, port);
  };
  const served = new Map<string, { readonly port: ServedPort; readonly listening: Listening }>();
  let turn = 0;
  const route =
    (to: Reachable) =>
    async (client: string): Promise<Target | undefined> => {
      const destination = await arrive(to, client);
      const chosen = destination.pods[turn++ % Math.max(1, destination.pods.length)];
      const socket = chosen && (await socketOf(chosen.pod, chosen.port));
      return socket && { ...socket, clientAddress: destination.seenAs };
    };
  const visitors = new Map<string, string>();
  const serve = async () => {
    for (const each of [...(await loadBalancerPorts(cluster)), ...(await gatePorts(cluster, isGate))]) {
      const key = `${each.ip}:${each.port}`;
      if (served.has(key)) continue;
      const forward = { clients, route: route(each), visitor: () => visitors.get(key) };
      const listening = await listenNear(forward, options.memorablePorts ? 8000 + each.port : 0);
      served.set(key, { port: { ...each, host: listening.host, localPort: listening.port }, listening });
    }
    return [...served.values()].map(({ port }) => port);
  };
  const close = async () => {
    await Promise.all([...served.values()].map(({ listening }) => listening.close()));
    await Promise.all(gates.map((gate) => gate.close()));
    await podServers.close();
    await outside.close();
  };
  const playVisitors: Wire['playVisitors'] = ({ ip, port }, client) => visitors.set(`${ip}:${port}`, client);
  const headersOf = (visitor: Visitor, host: string) => signedInHeaders(cluster, visitor, host);
  return { clients, gates, explain, forward: arrive, socketOf, headersOf, serve, playVisitors, close };
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

/** Listens on the wished port of loopback, or on any free one when that is taken or not ours to open. */
async function listenNear(
  forward: Pick<Parameters<typeof serveForward>[0], 'clients' | 'route' | 'visitor'>,
  wished: number,
): Promise<Listening> {
  const host = '127.0.0.1';
  if (wished > 0 && wished < 65536) {
    try {
      return await serveForward({ ...forward, host, port: wished });
    } catch (thrown) {
      if (codeOf(thrown) !== 'EADDRINUSE' && codeOf(thrown) !== 'EACCES') throw thrown;
    }
  }
  return serveForward({ ...forward, host, port: 0 });
}

async function loadBalancerPorts(cluster: Cluster): Promise<readonly Reachable[]> {
  const services = await cluster.list<Service>(kinds.Service);
  return services
    .filter(({ spec }) => spec.type === 'LoadBalancer')
    .flatMap((service) =>
      (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) =>
        (service.spec.ports ?? [])
          .filter(({ protocol = 'TCP' }) => ip !== undefined && protocol === 'TCP')
          .map(({ port }) => ({ owner: { service }, ip: ip ?? '', port })),
      ),
    )
    .sort((a, b) => compareText(a.ip, b.ip) || a.port - b.port);
}

/** Ports of nodes that pods of gates have. */
async function gatePorts(cluster: Cluster, isGate: (pod: Pod) => boolean): Promise<readonly Reachable[]> {
  const pods = (await cluster.list<Pod>(kinds.Pod)).filter(isGate);
  const found = pods.length > 0 ? hostPortsOf(await cluster.list<Node>(kinds.Node), pods) : [];
  return found
    .map(({ node, address, port }) => ({ owner: { node: node.metadata.name }, ip: address, port }))
    .sort((a, b) => compareText(a.ip, b.ip) || a.port - b.port);
}

async function arriveAtNode(cluster: Cluster, at: Parameters<typeof arriveAtHost>[2]): Promise<WireDestination> {
  const node = await cluster.get<Node>(kinds.Node, at.node);
  const pods = await cluster.list<Pod>(kinds.Pod, { fieldSelector: `spec.nodeName=${at.node}` });
  const listening =
    node && hostPortsOf([node], pods).find(({ address, port }) => address === at.address && port === at.port);
  const views = [{ address: at.clientAddress, when: '' }];
  return { ...arriveAtHost(node, listening, at), views, seenAs: at.clientAddress };
}

interface ArrivalAt {
  readonly service: Service;
  readonly ip: string;
  readonly port: number;
  readonly clientAddress: string;
}

async function arriveAt(cluster: Cluster, explain: Wire['explain'], at: ArrivalAt): Promise<WireDestination> {
  const { namespace = '', name } = at.service.metadata;
  const service = (await cluster.get<Service>(kinds.Service, name, namespace)) ?? at.service;
  const explanation = await explain(service);
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
    clientAddress: at.clientAddress,
    node,
    address: at.ip,
    podOf: (target) => (target.name === undefined ? undefined : pods.get(target.name)),
  });
  const views = await viewsOf(cluster, destination, node, at);
  const hops = [...(explanation?.hops ?? []), ...destination.hops];
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
  const family = parseAddress(at.ip)?.family ?? 4;
  const views = new Map<string, SeenAddress>();
  for (const view of pods.flatMap(({ pod }) => possibleSources(pod, node, family)))
    if (!views.has(view.address)) views.set(view.address, view);
  return views.size > 0 ? [...views.values()] : kept;
}
