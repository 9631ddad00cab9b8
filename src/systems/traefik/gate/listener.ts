import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { ignoreErrors } from '../../../core/ignore-errors.ts';
import { type Hello, readClientHello } from './client-hello.ts';

/** Who is asked for the certificate of a handshake. */
export interface CertificateSource {
  /** Certificate and key for clients that name no server; undefined when they are turned away. */
  readonly fallback: () => { readonly certificate: string; readonly key: string } | undefined;
  readonly choose: (serverName: string) => Promise<SecureContext | { readonly refused: string }>;
}

export interface ListenerOptions {
  readonly certificates: CertificateSource;
  readonly onRequest: (
    message: IncomingMessage,
    response: ServerResponse,
    tls: boolean,
    expectsContinue: boolean,
  ) => void;
  readonly onUpgrade: (message: IncomingMessage, socket: Duplex, head: Buffer, tls: boolean) => void;
  /** What is to become of a connection that is not for HTTP; undefined where it is. */
  readonly onStream?: (socket: Socket, first: FirstBytes) => (() => void) | undefined;
}

/** What the first bytes of a connection tell; `early`: they have not been read yet. */
export type FirstBytes = 'early' | 'clear' | Hello;

export interface Listener {
  readonly listen: (host: string, port: number) => Promise<AddressInfo>;
  /** Serves a connection that was accepted elsewhere as if it had come here. */
  readonly take: (socket: Socket) => void;
  readonly close: () => Promise<void>;
}

const tlsHandshake = 0x16;
/** How long an idle connection is kept. Upstream: pkg/config/static/static_config.go DefaultIdleTimeout. */
const idleMs = 180_000;

/**
 * One port that speaks clear HTTP and TLS alike, told apart by the first byte, as an entry point does.
 * Upstream: pkg/server/router/tcp/router.go ServeTCP, clientHelloInfo.
 */
export function createListener(options: ListenerOptions): Listener {
  const sockets = new Set<Socket>();
  const clear = createHttpServer({ requireHostHeader: true });
  clear.keepAliveTimeout = idleMs;
  attach(clear, options, false);
  // Of a context chosen by name, a certificate replaces only the one of its own key type: a server with a certificate of another type
  // would go on showing that. So clients that name a server meet one that has none of its own.
  const named = createTls(options);
  let unnamed: { readonly server: Http2SecureServer; shown: string } | undefined;
  const unnamedServer = (): Http2SecureServer | undefined => {
    const pair = options.certificates.fallback();
    if (!pair) return undefined;
    const { certificate, key } = pair;
    if (unnamed?.shown === certificate) return unnamed.server;
    try {
      unnamed = { server: createTls(options, { cert: certificate, key }), shown: certificate };
    } catch {
      // A key that is encrypted or left out of a snapshot signs nothing: the connection is closed.
      return undefined;
    }
    return unnamed.server;
  };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    peek(socket, {
      onStream: options.onStream ?? (() => undefined),
      serverFor: (hello) => (hello === 'clear' ? clear : hello.namesServer ? named : unnamedServer()),
    });
  });
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  const take = (socket: Socket): void => {
    server.emit('connection', socket);
    // It may have been accepted at rest.
    socket.resume();
  };
  return { listen: (host, port) => bind(server, host, port), take, close };
}

interface Peeking {
  readonly onStream: NonNullable<ListenerOptions['onStream']>;
  readonly serverFor: (hello: 'clear' | Hello) => HttpServer | Http2SecureServer | undefined;
}

/** Looks at a connection's first bytes, puts them back, and hands it to whoever they ask for. */
function peek(socket: Socket, { onStream, serverFor }: Peeking) {
  let seen: Buffer = Buffer.alloc(0);
  const look = (chunk: Buffer): void => {
    const early = seen.length === 0 ? onStream(socket, 'early') : undefined;
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const hello = early || seen[0] !== tlsHandshake ? 'clear' : readClientHello(seen);
    if (hello === 'incomplete') return;
    const take = early ?? onStream(socket, hello);
    socket.off('data', look);
    socket.pause();
    socket.unshift(seen);
    if (take) {
      take();
      return;
    }
    const server = serverFor(hello);
    if (!server) {
      socket.destroy();
      return;
    }
    server.emit('connection', socket);
    process.nextTick(() => socket.resume());
  };
  socket.on('data', look);
}

function createTls(
  { certificates, ...options }: ListenerOptions,
  own: { readonly cert?: string; readonly key?: string } = {},
): Http2SecureServer {
  const SNICallback = (serverName: string, done: (error: Error | null, context?: SecureContext) => void): void => {
    void certificates.choose(serverName).then(
      (chosen) => ('refused' in chosen ? done(new Error(chosen.refused)) : done(null, chosen)),
      (thrown: unknown) => done(thrown instanceof Error ? thrown : new Error(String(thrown))),
    );
  };
  const server = createSecureServer({ allowHTTP1: true, ...own, SNICallback });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  server.on('sessionError', () => undefined);
  attach(server, { certificates, ...options }, true);
  return server;
}

function attach(server: HttpServer | Http2SecureServer, { onRequest, onUpgrade }: ListenerOptions, tls: boolean): void {
  const events = server as HttpServer;
  const take = (expectsContinue: boolean) => (message: IncomingMessage, response: ServerResponse) => {
    ignoreErrors(message, response);
    onRequest(message, response, tls, expectsContinue);
  };
  events.on('error', () => undefined);
  events.on('request', take(false));
  events.on('checkContinue', take(true));
  events.on('upgrade', (message, socket, head) => {
    ignoreErrors(message, socket);
    onUpgrade(message, socket, head, tls);
  });
  events.on('clientError', (_, socket) => {
    if (socket.writable)
      socket.end(
        'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request',
      );
    else socket.destroy();
  });
}

function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    // Also for later: a connection that cannot be taken is not the end of the listener.
    server.on('error', reject);
    server.listen({ host, port }, () => resolve(server.address() as AddressInfo));
  });
}
