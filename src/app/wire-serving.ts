import type { Cluster } from '../cluster/cluster.ts';
import { hostPortsOf } from '../controlplane/networking/host-ports.ts';
import { codeOf } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import { kinds, type Node, type Pod, type Service } from '../kube/types.ts';
import type { ClientBook } from '../operate/client-book.ts';
import { type Listening, serveForward, type Target } from '../operate/forward.ts';
import { serveDatagrams } from '../operate/forward-datagrams.ts';
import type { PortProtocol, Reachable, ServedPort, Wire, WireOptions } from './wire-contract.ts';

/** What serving needs. */
interface Serving extends Pick<WireOptions, 'cluster' | 'memorablePorts'> {
  readonly route: (to: Reachable) => (client: string) => Promise<Target | undefined>;
  readonly books: Readonly<Record<PortProtocol, ClientBook>>;
  readonly isGate: (pod: Pod) => boolean;
}

/** Serves all there is of a cluster. */
export function serveWhole({ cluster, memorablePorts, route, books, isGate }: Serving) {
  const served = new Map<string, { readonly port: ServedPort; readonly listening: Listening }>();
  const visitors = new Map<string, string>();
  const serve: Wire['serve'] = async () => {
    for (const each of await listPorts(cluster, isGate)) {
      const key = keyOf(each);
      if (served.has(key)) continue;
      const { protocol } = each;
      const forward = { clients: books[protocol], route: route(each), visitor: () => visitors.get(key) };
      const serveOn = protocol === 'UDP' ? serveDatagrams : serveForward;
      const listening = await listenNear(serveOn, forward, memorablePorts ? 8000 + each.port : 0);
      served.set(key, { port: { ...each, host: listening.host, localPort: listening.port }, listening });
    }
    return [...served.values()].map(({ port }) => port);
  };
  const playVisitors: Wire['playVisitors'] = (at, client) => visitors.set(keyOf(at), client);
  const stop = () => Promise.all([...served.values()].map(({ listening }) => listening.close()));
  return { serve, playVisitors, stop };
}

const keyOf = ({ ip, port, protocol }: Pick<ServedPort, 'ip' | 'port' | 'protocol'>): string =>
  `${ip}:${port} ${protocol}`;

/** Listens on the wished port of loopback, or on any free one when that is taken or not ours to open. */
async function listenNear(
  serveOn: typeof serveForward,
  forward: Pick<Parameters<typeof serveForward>[0], 'clients' | 'route' | 'visitor'>,
  wished: number,
): Promise<Listening> {
  const host = '127.0.0.1';
  if (wished > 0 && wished < 65536) {
    try {
      return await serveOn({ ...forward, host, port: wished });
    } catch (thrown) {
      if (codeOf(thrown) !== 'EADDRINUSE' && codeOf(thrown) !== 'EACCES') throw thrown;
    }
  }
  return serveOn({ ...forward, host, port: 0 });
}

/** An address and port that is to be served. */
type Wanted = Omit<ServedPort, 'host' | 'localPort'>;

/** All ports that clients may come to: of Services with addresses, and of nodes that a gate has. */
export const listPorts = async (cluster: Cluster, isGate: (pod: Pod) => boolean): Promise<readonly Wanted[]> => [
  ...(await loadBalancerPorts(cluster)),
  ...(await gatePorts(cluster, isGate)),
];

async function loadBalancerPorts(cluster: Cluster): Promise<readonly Wanted[]> {
  const services = await cluster.list<Service>(kinds.Service);
  return services
    .filter(({ spec }) => spec.type === 'LoadBalancer')
    .flatMap((service) =>
      (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) =>
        (service.spec.ports ?? []).flatMap(({ port, protocol = 'TCP' }) =>
          ip === undefined || protocol === 'SCTP' ? [] : [{ owner: { service }, ip, port, protocol }],
        ),
      ),
    )
    .sort(compareWanted);
}

const compareWanted = (a: Wanted, b: Wanted): number =>
  compareText(a.ip, b.ip) || a.port - b.port || compareText(a.protocol, b.protocol);

/** Ports of nodes that pods of gates have. */
async function gatePorts(cluster: Cluster, isGate: (pod: Pod) => boolean): Promise<readonly Wanted[]> {
  const pods = (await cluster.list<Pod>(kinds.Pod)).filter(isGate);
  const found = pods.length > 0 ? hostPortsOf(await cluster.list<Node>(kinds.Node), pods) : [];
  return found
    .map(({ node, address, port, protocol }) => ({ owner: { node: node.metadata.name }, ip: address, port, protocol }))
    .sort(compareWanted);
}
