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
  /** The address an accepted socket plays; undefined when nobody noted it. */
  readonly notedOf: (socket: Socket) => string | undefined;
  /** The address an accepted socket plays; its own remote address when nobody noted it. */
  readonly addressOf: (socket: Socket) => string;
}

/** A socket that has a local port, of TCP or UDP. */
export interface Noted {
  readonly address: () => object;
  readonly once: (event: 'close', listener: () => void) => unknown;
}

/** An empty table. */
export function createClientBook(): ClientBook {
  const played = new Map<number, { readonly address: string; readonly by: Noted }>();
  const play = (by: Noted, port: number, address: string): void => {
    played.set(port, { address, by });
    // The port may be another's by then.
    by.once('close', () => played.get(port)?.by === by && played.delete(port));
  };
  const notedAt = (port = -1): string | undefined => played.get(port)?.address;
  return {
    note: (socket, address) => play(socket, (socket.address() as AddressInfo).port, address),
    rewrite: (accepted, address) => {
      if (accepted.remotePort !== undefined) play(accepted, accepted.remotePort, address);
    },
    notedAt,
    notedOf: ({ remotePort }) => notedAt(remotePort),
    addressOf: (socket) => notedAt(socket.remotePort) ?? withoutMapping(socket.remoteAddress ?? '127.0.0.1'),
  };
}

const withoutMapping = (address: string): string => address.replace(/^::ffff:/, '');
