import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ClientBook } from './client-book.ts';

/** Where a connection goes: the loopback socket that plays the pod, and the client address the pod sees. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly clientAddress: string;
  /** Takes an accepted connection over, where whoever listens on the socket is in this process: then none is opened to it. */
  readonly take?: (socket: Socket) => void;
}

/** A socket that takes connections until it is closed. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Where a forward listens, and where its connections go. */
export interface ForwardOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly clients: ClientBook;
  /** The address that connections play which nobody noted: a person's own; undefined = the one they come from. */
  readonly visitor?: () => string | undefined;
  /** Decides for each connection; undefined = nobody answers, the connection is reset. */
  readonly route: (clientAddress: string) => Promise<Target | undefined>;
}

/**
 * Serves one address and port of the platform on loopback, connection by connection, as the node's network would.
 * Rejects with the system's error when the port is in use or may not be opened.
 */
export async function serveForward(options: ForwardOptions): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    // The opener notes its address right after connecting, so wait for its first byte before asking who it is.
    socket.once('readable', () => void forward(socket, options).catch(() => socket.destroy()));
    socket.read(0);
  });
  await listen(server, options.host, options.port);
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { host: options.host, port, close };
}

async function forward(socket: Socket, options: ForwardOptions): Promise<void> {
  const { clients } = options;
  const client = clients.notedOf(socket) ?? options.visitor?.() ?? clients.addressOf(socket);
  const target = await options.route(client).catch(() => undefined);
  if (!target || socket.destroyed) {
    socket.resetAndDestroy();
    return;
  }
  if (target.take) {
    clients.rewrite(socket, target.clientAddress);
    target.take(socket);
    return;
  }
  const upstream = connect({ host: target.host, port: target.port, noDelay: true });
  upstream.once('connect', () => {
    clients.note(upstream, target.clientAddress);
    socket.pipe(upstream);
    upstream.pipe(socket);
  });
  upstream.on('error', () => socket.resetAndDestroy());
  upstream.once('close', () => socket.destroy());
  socket.once('close', () => upstream.destroy());
}

/** Resolves when the server listens; rejects with the system's error. */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Also for later: a connection that cannot be taken is not the end of the server.
    server.on('error', reject);
    server.listen({ host, port }, () => resolve());
  });
}
