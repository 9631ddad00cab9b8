import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { makeServerCertificate } from '../../cluster/embedded/server/certificates.ts';
import { ignoreErrors } from '../../core/ignore-errors.ts';
import { realRuntime } from '../../core/runtime.ts';

const tlsHandshake = 0x16;
/** The beginning of a request line (RFC 9110, 9.1), as far as it has come. */
const request = /^[A-Z]{1,20}(?: |$)/;

export type EitherServer = Server & {
  /** Closes it, its connections with it. */
  readonly end: () => Promise<void>;
};

/** What is answered, whatever is spoken. */
export interface Answers {
  readonly http: RequestListener;
  /** The line that clients of anything else are told before their bytes come back; undefined where they are turned away. */
  readonly tell: () => Promise<string | undefined>;
}

/**
 * A server that answers HTTP and bytes of any kind, in clear and over TLS, on one port, told apart by what the client sends first: which of
 * them an app speaks is not known from the objects that run it. Its certificate is its own, and is made when the first client wants TLS.
 * Closing it ends its connections.
 */
export function createEitherServer(answers: Answers): EitherServer {
  const sockets = new Set<Socket>();
  const clear = createHttpServer(answers.http);
  let secure: Promise<TlsServer> | undefined;
  const take = (socket: Socket): void => {
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      if (!request.test(chunk.toString('latin1', 0, 21))) {
        void sendBack(socket, answers.tell).catch(() => socket.destroy());
        return;
      }
      clear.emit('connection', socket);
      socket.resume();
    });
  };
  const server = createServer({ noDelay: true }, (socket) => {
    ignoreErrors(socket);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      if (chunk[0] !== tlsHandshake) {
        take(socket);
        socket.resume();
        return;
      }
      secure ??= makeSecure(take);
      secure.then(
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

/** Tells who answers, then gives back every byte that comes. */
async function sendBack(socket: Socket, tell: Answers['tell']): Promise<void> {
  const line = await tell();
  if (line === undefined) {
    socket.destroy();
    return;
  }
  socket.write(`${line}\n`);
  socket.pipe(socket);
}

/** Whoever asks it does not judge its certificate: all stand-ins of a process show the same. */
let certificate: ReturnType<typeof makeServerCertificate> | undefined;

async function makeSecure(take: (socket: Socket) => void): Promise<TlsServer> {
  certificate ??= makeServerCertificate(realRuntime(), ['127.0.0.1']);
  const { certificate: cert, key } = await certificate;
  const server = createTlsServer({ cert, key }, (socket) => {
    ignoreErrors(socket);
    take(socket);
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return server;
}
