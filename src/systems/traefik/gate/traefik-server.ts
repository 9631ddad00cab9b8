import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Cluster } from '../../../cluster/cluster.ts';
import { decide } from '../decision/decide.ts';
import type { DecideOptions, Decision, EntryRequest } from '../decision/decision.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { followCluster, type TraefikSource, type TraefikState } from '../model/state.ts';
import { Balancer } from '../services/balancer.ts';
import { generateCertificate, generateDefaultCertificate } from '../tls/default-certificate.ts';
import { AnsweredRequest } from './answer-request.ts';
import { createDatagramGate } from './datagram-gate.ts';
import { readHeaders } from './headers.ts';
import { createListener, type Listener } from './listener.ts';
import { type Connect, closeAgents, createAgents } from './proxy.ts';
import { SecureContexts } from './secure-contexts.ts';
import { throughServices } from './service-names.ts';
import { createStreamGate } from './stream-gate.ts';

export interface TraefikServerOptions {
  readonly cluster: Cluster;
  /** What Traefik is taken to be; default the one whose pods run (`by-objects`). */
  readonly installation?: TraefikSource;
  /** Opens the way to a server: the socket that plays it; rejects when nobody answers. */
  readonly connect: Connect;
  /** The address a connection comes from; default the socket's own peer. Asked when a request's first bytes are there. */
  readonly clientAddressOf?: (socket: Socket) => string;
  /** Milliseconds since the epoch, on the cluster's clock. */
  readonly now: () => number;
}

/** A socket of UDP that is open. */
export interface ListeningDatagrams {
  readonly host: string;
  readonly port: number;
}

export interface ListeningEntryPoint {
  readonly host: string;
  readonly port: number;
  /** `https://…` when the entry point has TLS of its own or listens on a usual TLS port, else `http://…`; the port speaks both. */
  readonly url: string;
  /** Serves a connection that was accepted elsewhere as if it had come to this port. */
  readonly take: (socket: Socket) => void;
}

/** Traefik as a real listener that decides every request by the model. */
export interface TraefikServer {
  /** Opens an entry point; port 0 = any. Rejects with the system's error when the port cannot be had. */
  readonly listen: (
    entryPoint: string,
    at: { readonly host: string; readonly port: number },
  ) => Promise<ListeningEntryPoint>;
  /** Opens an entry point of UDP; port 0 = any. */
  readonly listenDatagrams: (
    entryPoint: string,
    at: { readonly host: string; readonly port: number },
  ) => Promise<ListeningDatagrams>;
  readonly configuration: () => Configuration;
  /** What would become of a request; nothing is sent. */
  readonly decide: (request: EntryRequest, options?: DecideOptions) => Decision;
  /** The installation and configuration as they stand. */
  readonly state: TraefikState;
  readonly close: () => Promise<void>;
}

const peerOf = (socket: Socket): string => (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');

/** Opens the gate of a cluster. */
export function createTraefikServer(options: TraefikServerOptions): TraefikServer {
  const state = followCluster(options.cluster, options.installation ?? 'by-objects');
  const agents = createAgents();
  const listeners: Listener[] = [];
  const shared = {
    state,
    agents,
    balancer: new Balancer(),
    connect: throughServices(options.cluster, options.connect),
    now: options.now,
    startedAt: options.now(),
  };
  const clientAddressOf = options.clientAddressOf ?? peerOf;
  let contexts: Promise<SecureContexts> | undefined;
  const datagrams = createDatagramGate({
    planOf: (entryPoint) => state.configuration().streams.udp.get(entryPoint)?.plan,
    connect: shared.connect,
  });
  let streams: ReturnType<typeof createStreamGate> | undefined;

  const requestOf = (entryPoint: string, message: IncomingMessage, tls: boolean): AnsweredRequest =>
    new AnsweredRequest(shared, readRequest(message, { entryPoint, tls, clientAddressOf }), message);

  const listen: TraefikServer['listen'] = async (entryPoint, { host, port }) => {
    contexts ??= generateDefaultCertificate(options.now()).then(
      (pair) => new SecureContexts(pair, ({ names }) => generateCertificate(options.now(), names)),
    );
    const secure = await contexts;
    streams ??= createStreamGate({
      configuration: state.configuration,
      secure,
      connect: shared.connect,
      clientAddressOf,
    });
    const listener = createListener({
      onStream: streams(entryPoint),
      certificates: {
        fallback: () => secure.fallback(state.configuration(), entryPoint),
        choose: (serverName) => secure.choose(state.configuration(), entryPoint, serverName),
      },
      onRequest: (message, response, tls, expectsContinue) =>
        void orBreakOff(response, () => requestOf(entryPoint, message, tls).answer(response, { expectsContinue })),
      onUpgrade: (message, socket, head, tls) =>
        void orBreakOff(socket, () => requestOf(entryPoint, message, tls).upgrade(socket, head)),
    });
    const bound = await listener.listen(host, port);
    listeners.push(listener);
    const settings = state.configuration().static.entryPoints.get(entryPoint);
    const scheme = settings?.tls !== undefined || [443, 8443].includes(settings?.port ?? 0) ? 'https' : 'http';
    const shown = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
    return { host: bound.address, port: bound.port, url: `${scheme}://${shown}:${bound.port}`, take: listener.take };
  };

  const close = async (): Promise<void> => {
    state.stop();
    closeAgents(agents);
    await Promise.all(listeners.map((listener) => listener.close()));
    await datagrams.close();
  };

  return {
    listen,
    listenDatagrams: datagrams.listen,
    configuration: state.configuration,
    decide: (request, more) =>
      decide(state.configuration(), request, { hostname: state.installation()?.hostname, ...more }),
    state,
    close,
  };
}

interface Arriving {
  readonly entryPoint: string;
  readonly tls: boolean;
  readonly clientAddressOf: (socket: Socket) => string;
}

/** A request as it came over the wire. */
function readRequest(message: IncomingMessage, { entryPoint, tls, clientAddressOf }: Arriving): EntryRequest {
  const socket = message.socket as Socket & { readonly servername?: string | false };
  return {
    entryPoint,
    method: message.method ?? 'GET',
    host: String(message.headers[':authority'] ?? message.headers.host ?? ''),
    target: message.url ?? '/',
    headers: readHeaders(message),
    remoteAddress: clientAddressOf(socket),
    tls,
    serverName: tls ? socket.servername || '' : '',
  };
}

/** Whatever goes wrong with one request, its connection is all that ends. */
async function orBreakOff(connection: { readonly destroy: () => unknown }, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch {
    connection.destroy();
  }
}
