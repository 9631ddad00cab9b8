import { createSocket } from 'node:dgram';
import { ignoreErrors } from '../../core/ignore-errors.ts';

/** A server of UDP that is open. */
export interface DatagramServer {
  readonly host: string;
  readonly port: number;
  readonly end: () => Promise<void>;
}

/** Answers each datagram with the line that `tell` gives and the datagram itself; nothing where it gives none. */
export async function openDatagramServer(tell: () => Promise<string | undefined>): Promise<DatagramServer> {
  const host = '127.0.0.1';
  const socket = createSocket('udp4');
  ignoreErrors(socket);
  socket.on('message', (message, client) => {
    void tell().then(
      (line) => line !== undefined && socket.send([`${line}\n`, message], client.port, client.address),
      () => undefined,
    );
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, host, () => resolve());
  });
  const end = (): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
  return { host, port: socket.address().port, end };
}
