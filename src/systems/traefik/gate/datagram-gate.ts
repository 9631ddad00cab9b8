import { createSocket, type Socket } from 'node:dgram';
import { ignoreErrors } from '../../../core/ignore-errors.ts';
import type { StreamPlan } from '../streams/stream-configuration.ts';
import { type Connect, streamEndpoint } from './proxy.ts';
import { ServerTurns } from './server-turns.ts';

/** What plays an entry point of UDP. */
export interface DatagramGateOptions {
  /** Where datagrams go now; undefined where they are dropped. */
  readonly planOf: (entryPoint: string) => StreamPlan | undefined;
  /** Opens the way to a server. */
  readonly connect: Connect;
}

/** How many clients are remembered at once; the oldest is forgotten first. */
const sessionLimit = 1000;

/** Passes datagrams on, each client to a server of its own, and its answers back. Upstream: pkg/udp/{conn,proxy}.go. */
export function createDatagramGate(options: DatagramGateOptions) {
  const turns = new ServerTurns();
  const servers: { readonly close: () => Promise<void> }[] = [];
  const listen = async (entryPoint: string, at: { readonly host: string; readonly port: number }) => {
    const listening = createSocket(at.host.includes(':') ? 'udp6' : 'udp4');
    const sessions = new Map<string, Promise<Socket | undefined>>();
    const open = async (client: { readonly address: string; readonly port: number }): Promise<Socket | undefined> => {
      const plan = options.planOf(entryPoint);
      const server = plan && turns.next(plan);
      if (!server) return undefined;
      const { host: address, port } = await options.connect(streamEndpoint('udp', server.address));
      const upstream = createSocket('udp4');
      ignoreErrors(upstream);
      upstream.on('message', (message) => listening.send(message, client.port, client.address));
      await new Promise<void>((resolve) => upstream.connect(port, address, () => resolve()));
      return upstream;
    };
    const forget = (key: string): void => {
      void sessions.get(key)?.then((socket) => socket?.close());
      sessions.delete(key);
    };
    ignoreErrors(listening);
    listening.on('message', (message, client) => {
      const key = `${client.address} ${client.port}`;
      const session = sessions.get(key) ?? open(client).catch(() => undefined);
      sessions.set(key, session);
      if (sessions.size > sessionLimit) forget([...sessions.keys()][0]!);
      void session.then((upstream) => (upstream ? upstream.send(message) : sessions.delete(key)));
    });
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject);
      listening.bind(at.port, at.host, () => resolve());
    });
    const close = async (): Promise<void> => {
      for (const key of [...sessions.keys()]) forget(key);
      await new Promise<void>((resolve) => listening.close(() => resolve()));
    };
    servers.push({ close });
    const { address, port } = listening.address();
    return { host: address, port };
  };
  return { listen, close: () => Promise.all(servers.map((server) => server.close())) };
}
