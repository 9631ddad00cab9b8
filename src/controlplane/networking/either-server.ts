import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { makeServerCertificate } from '../../cluster/embedded/server/certificates.ts';
import { ignoreErrors } from '../../core/ignore-errors.ts';
import { realRuntime } from '../../core/runtime.ts';

const tlsHandshake = 0x16;

export type EitherServer = Server & {
  /** Closes it, its connections with it. */
  readonly end: () => Promise<void>;
};

/**
 * A server that answers HTTP and HTTPS on one port, told apart by the first byte: which of both an app speaks is not known from the objects
 * that run it. Its certificate is its own, and is made when the first client wants TLS. Closing it ends its connections.
 */
export function createEitherServer(answer: RequestListener): EitherServer {
  const sockets = new Set<Socket>();
  const clear = createHttpServer(answer);
  let secure: Promise<HttpsServer> | undefined;
  const serverFor = async (first: number): Promise<{ emit: (event: 'connection', socket: Socket) => boolean }> => {
    if (first !== tlsHandshake) return clear;
    secure ??= makeSecure(answer);
    return secure;
  };
  const server = createServer({ noDelay: true }, (socket) => {
    ignoreErrors(socket);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      serverFor(chunk[0] ?? 0).then(
        (chosen) => {
          chosen.emit('connection', socket);
          socket.resume();
        },
        (error: unknown) => socket.destroy(error as Error),
      );
    });
  });
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return Object.assign(server, { end });
}

/** Whoever asks it does not judge its certificate: all stand-ins of a process show the same. */
let certificate: ReturnType<typeof makeServerCertificate> | undefined;

async function makeSecure(answer: RequestListener): Promise<HttpsServer> {
  certificate ??= makeServerCertificate(realRuntime(), ['127.0.0.1']);
  const { certificate: cert, key } = await certificate;
  const server = createHttpsServer({ cert, key }, answer);
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return server;
}
