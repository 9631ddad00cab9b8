import { createSocket, type Socket } from 'node:dgram';
import { ignoreErrors } from '../core/ignore-errors.ts';
import type { ForwardOptions, Listening } from './forward.ts';

/** How many clients are remembered at once; the oldest is forgotten first. */
const sessionLimit = 1000;

/**
 * Serves one address and port of the platform on loopback, datagram by datagram: what comes from one local port is one client, and goes
 * where its first datagram went. Rejects with the system's error when the port is in use or may not be opened.
 */
export async function serveDatagrams({ host, port, clients, visitor, route }: ForwardOptions): Promise<Listening> {
  const listening = createSocket('udp4');
  const sessions = new Map<string, Promise<Socket | undefined>>();
  const open = async (client: { readonly address: string; readonly port: number }): Promise<Socket | undefined> => {
    const target = await route(clients.notedAt(client.port) ?? visitor?.() ?? client.address);
    if (!target) return undefined;
    const upstream = createSocket('udp4');
    ignoreErrors(upstream);
    upstream.on('message', (message) => listening.send(message, client.port, client.address));
    await new Promise<void>((resolve) => upstream.connect(target.port, target.host, () => resolve()));
    clients.note(upstream, target.clientAddress);
    return upstream;
  };
  const forget = (key: string): void => {
    void sessions.get(key)?.then((socket) => socket?.close());
    sessions.delete(key);
  };
  listening.on('message', (message, client) => {
    const key = `${client.address} ${client.port}`;
    const session = sessions.get(key) ?? open(client).catch(() => undefined);
    sessions.set(key, session);
    if (sessions.size > sessionLimit) forget([...sessions.keys()][0]!);
    // Nobody is behind it now: the next datagram asks anew.
    void session.then((upstream) => (upstream ? upstream.send(message) : sessions.delete(key)));
  });
  await new Promise<void>((resolve, reject) => {
    listening.once('error', reject);
    listening.bind(port, host, () => resolve());
  });
  ignoreErrors(listening);
  const close = async (): Promise<void> => {
    for (const key of [...sessions.keys()]) forget(key);
    await new Promise<void>((resolve) => listening.close(() => resolve()));
  };
  return { host, port: listening.address().port, close };
}
