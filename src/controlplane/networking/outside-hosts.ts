import type { AddressInfo } from 'node:net';
import type { Cluster } from '../../cluster/cluster.ts';
import { includes, parseAddress, parseCidr } from '../../core/address.ts';
import { kinds, type Node } from '../../kube/types.ts';
import type { PodSocket } from '../kubelet/pod-server.ts';
import { type DatagramServer, openDatagramServer } from './datagram-server.ts';
import { createEitherServer, type EitherServer } from './either-server.ts';

/** Real servers on loopback that play hosts outside the cluster, to which Services lead (assumption `outside-hosts-answer`). */
export interface OutsideHosts {
  /** Opens on first use; undefined for an address of the pod network, where a pod would have to answer. */
  readonly addressOf: (address: string, port: number, protocol?: 'TCP' | 'UDP') => Promise<PodSocket | undefined>;
  readonly close: () => Promise<void>;
}

const host = '127.0.0.1';

/** One small server a host and port, which tells for whom it stands. */
export function createOutsideHosts({ cluster }: { readonly cluster: Cluster }): OutsideHosts {
  const opened = new Map<string, Promise<EitherServer>>();
  const datagrams = new Map<string, Promise<DatagramServer>>();
  return {
    addressOf: async (address, port, protocol = 'TCP') => {
      if (await isInside(cluster, address)) return undefined;
      const name = `${address}:${port}`;
      if (protocol === 'UDP') {
        const told = async () => JSON.stringify({ outside: name });
        const server = datagrams.get(name) ?? openDatagramServer(told);
        datagrams.set(name, server);
        return { host, port: (await server).port };
      }
      const server = opened.get(name) ?? open(name);
      opened.set(name, server);
      return { host, port: ((await server).address() as AddressInfo).port };
    },
    close: async () => {
      const servers = await Promise.all([...opened.values(), ...datagrams.values()]);
      opened.clear();
      datagrams.clear();
      await Promise.all(servers.map((server) => server.end()));
    },
  };
}

const open = (name: string): Promise<EitherServer> =>
  new Promise((resolve, reject) => {
    const told = JSON.stringify({ outside: name });
    const server = createEitherServer({
      http: (request, response) => {
        request.resume();
        const body = `${told}\n`;
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(request.method === 'HEAD' ? undefined : body);
      },
      tell: async () => told,
    });
    server.once('error', reject);
    server.listen(0, host, () => resolve(server));
  });

/** Whether only a pod could have the address. Names that lead to Services are resolved before anybody asks here. */
async function isInside(cluster: Cluster, text: string): Promise<boolean> {
  const address = parseAddress(text);
  if (!address) return /\.svc(\.|$)/.test(text) || !text.includes('.');
  const nodes = await cluster.list<Node>(kinds.Node);
  return nodes
    .flatMap(({ spec }) => spec?.podCIDRs ?? [])
    .some((network) => {
      const range = parseCidr(network);
      return range !== undefined && includes(range, address);
    });
}
