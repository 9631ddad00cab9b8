import { connect, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { ignoreErrors } from '../../../core/ignore-errors.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { chooseEarly, chooseStream, endTls } from '../streams/choose-stream.ts';
import type { StreamServer, TcpMiddleware, TcpRoute } from '../streams/stream-configuration.ts';
import type { FirstBytes } from './listener.ts';
import { type Connect, streamEndpoint } from './proxy.ts';
import type { SecureContexts } from './secure-contexts.ts';
import { ServerTurns } from './server-turns.ts';

/** What plays the routers of TCP. */
export interface StreamGateOptions {
  readonly configuration: () => Configuration;
  readonly secure: SecureContexts;
  /** Opens the way to a server. */
  readonly connect: Connect;
  readonly clientAddressOf: (socket: Socket) => string;
}

/** A connection on its way through a router. */
interface Passing {
  readonly socket: Socket;
  readonly route: TcpRoute;
  readonly address: string;
  readonly hello: Exclude<FirstBytes, 'early'>;
}

/** Takes the connections of an entry point that routers of TCP get, byte by byte. Upstream: pkg/server/router/tcp/router.go, pkg/tcp/proxy.go. */
export function createStreamGate(options: StreamGateOptions) {
  const turns = new ServerTurns();
  const open = new Map<string, number>();
  const routeOf = (entryPoint: string, address: string, first: FirstBytes): TcpRoute | undefined => {
    const configuration = options.configuration();
    if (!configuration.streams.tcp.get(entryPoint)) return undefined;
    const tls = typeof first === 'object';
    const coming = {
      tls,
      serverName: tls ? first.serverName : '',
      alpn: tls ? first.alpn : [],
      remoteAddress: address,
    };
    const choice =
      first === 'early'
        ? chooseEarly(configuration, entryPoint, address)
        : chooseStream(configuration, entryPoint, coming);
    return choice?.to === 'stream' ? choice.routes[0] : undefined;
  };
  const pass = async (passing: Passing): Promise<void> => {
    const { socket, route, address } = passing;
    if (!letIn(passing, open)) return void socket.destroy();
    const inner = await decrypt(passing, options);
    const server = route.plan && turns.next(route.plan);
    if (!inner || !server) return void socket.destroy();
    const upstream = await openServer(server, options.connect);
    ignoreErrors(inner, upstream);
    join(inner, upstream);
    const counted = route.middlewares.filter(({ counts }) => counts).map(({ name }) => `${name} ${address}`);
    for (const key of counted) open.set(key, (open.get(key) ?? 0) + 1);
    socket.once('close', () => {
      for (const key of counted) open.set(key, (open.get(key) ?? 1) - 1);
    });
  };
  return (entryPoint: string) =>
    (socket: Socket, first: FirstBytes): (() => void) | undefined => {
      const address = options.clientAddressOf(socket);
      const route = routeOf(entryPoint, address, first);
      if (!route) return undefined;
      const hello = first === 'early' ? 'clear' : first;
      return () => void pass({ socket, route, address, hello }).catch(() => socket.destroy());
    };
}

const letIn = ({ route, address }: Passing, open: ReadonlyMap<string, number>): boolean =>
  route.middlewares.every(
    ({ name, refuse }: TcpMiddleware) => refuse(address, open.get(`${name} ${address}`) ?? 0) === undefined,
  );

/** The bytes behind TLS where it ends here, the connection itself where not; undefined where it is closed. */
async function decrypt(
  { socket, route, address, hello }: Passing,
  { configuration, secure }: StreamGateOptions,
): Promise<Socket | undefined> {
  if (route.options === undefined || hello === 'clear') return socket;
  const now = configuration();
  const coming = { serverName: hello.serverName, alpn: hello.alpn, remoteAddress: address };
  if (!endTls(now, route.options, coming).allowed) return undefined;
  const secureContext = await secure.byOptions(now, route.options, hello.serverName);
  if ('refused' in secureContext) return undefined;
  const ALPNProtocols = [...(now.tlsOptions.get(route.options)?.alpnProtocols ?? [])];
  return new TLSSocket(socket, { isServer: true, secureContext, ...(hello.alpn.length > 0 && { ALPNProtocols }) });
}

async function openServer({ address, tls, insecureSkipVerify }: StreamServer, connectTo: Connect): Promise<Socket> {
  const at = await connectTo(streamEndpoint('tcp', address));
  const socket = connect({ ...at, noDelay: true });
  return tls ? connectTls({ socket, rejectUnauthorized: !insecureSkipVerify, servername: '' }) : socket;
}

/** Bytes both ways, until one of the two has ended. */
function join(client: Socket, server: Socket): void {
  client.pipe(server);
  server.pipe(client);
  client.once('close', () => server.destroy());
  server.once('close', () => client.destroy());
}
