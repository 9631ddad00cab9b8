import type { AddressInfo, Socket } from 'node:net';

/**
 * Which client address a loopback connection plays, by the local port it was opened from.
 * Whoever opens a connection notes it before the first byte is written; whoever accepts it looks it up when the first byte is read.
 */
export interface ClientBook {
  /** Notes that connections from this socket's local port come from `address`; forgotten when the socket closes. */
  readonly note: (socket: Noted, address: string) => void;
  /** An accepted socket plays this address from now on, as whoever handed it on rewrote it. */
  readonly rewrite: (accepted: Socket, address: string) => void;
  /** The address that whoever sends from a local port plays; undefined when nobody noted it. */
  readonly notedAt: (port: number) => string | undefined;
  /** The address of whoever opened an accepted socket; undefined when nobody noted it. */
  readonly notedOf: (socket: Socket) => string | undefined;
  /** The address an accepted socket plays; its own remote address when nobody noted it. */
  readonly addressOf: (socket: Socket) => string;
}

/** A socket that has a local port, of TCP or UDP. */
export interface Noted {
  readonly address: () => object;
  readonly once: (event: 'close', listener: () => void) => unknown;
}

/** An empty table; `elsewhere` knows of ports from which another thread sends. */
export function createClientBook(elsewhere: (port: number) => string | undefined = () => undefined): ClientBook {
  const opened = createNotes();
  const rewritten = createNotes();
  const notedAt = (port = -1): string | undefined => opened.at(port) ?? elsewhere(port);
  return {
    note: (socket, address) => opened.note((socket.address() as AddressInfo).port, address, socket),
    rewrite: (accepted, address) => {
      if (accepted.remotePort !== undefined) rewritten.note(accepted.remotePort, address, accepted);
    },
    notedAt,
    notedOf: ({ remotePort }) => notedAt(remotePort),
    addressOf: ({ remotePort, remoteAddress = '127.0.0.1' }) =>
      rewritten.at(remotePort ?? -1) ?? notedAt(remotePort) ?? withoutMapping(remoteAddress),
  };
}

/** Addresses by port, each as long as the socket that it is noted for is open. */
function createNotes() {
  const notes = new Map<number, { readonly address: string; readonly by: Pick<Noted, 'once'> }>();
  return {
    note: (port: number, address: string, by: Pick<Noted, 'once'>): void => {
      notes.set(port, { address, by });
      // The port may be another's by then.
      by.once('close', () => notes.get(port)?.by === by && notes.delete(port));
    },
    at: (port: number): string | undefined => notes.get(port)?.address,
  };
}

const withoutMapping = (address: string): string => address.replace(/^::ffff:/, '');
