import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf, GatehouseError, messageOf } from '../../../core/errors.ts';
import { ignoreErrors } from '../../../core/ignore-errors.ts';
import { realRuntime } from '../../../core/runtime.ts';
import type { FrontDoor } from '../api/front-door.ts';
import { refusal } from '../api/refusals.ts';
import { prepareSchemas } from '../api/schemas.ts';
import type { ApiState } from '../api/state.ts';
import type { EmbeddedOptions, ServedApi, ServeOptions } from '../contract.ts';
import { carryStream } from './carry-stream.ts';
import { makeServerCertificate } from './certificates.ts';
import type { ServerContext } from './context.ts';
import { EventLines } from './event-lines.ts';
import { handleRequest } from './handle.ts';
import { kubeconfigFor } from './kubeconfig.ts';
import { ListSnapshots } from './list-snapshots.ts';
import { mostBodyBytes, mostHeaderBytes, readWhole, toApiRequest } from './read-request.ts';
import { answerError, forwardTarget, refuseUpgrade, takeOver } from './streams/upgrade.ts';
import { Tokens, type User } from './tokens.ts';
import { warningHeaders } from './warning-header.ts';
import { type ApiAnswer, answerJson } from './wire.ts';

const defaultVersion = 'v1.36.3';
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);
/** How long answers that have begun may take to reach their clients once the server closes. */
const closingMilliseconds = 500;

/** What is served. */
export interface Served {
  readonly state: ApiState;
  readonly door: FrontDoor;
  readonly options: EmbeddedOptions;
}

/** Serves the API over HTTPS, on loopback only, to whoever brings the token. */
export async function serveApi({ state, door, options }: Served, where: ServeOptions): Promise<ServedApi> {
  const host = where.host ?? '127.0.0.1';
  if (!loopback.has(host) && !host.startsWith('127.')) {
    throw new GatehouseError(`the API is served on loopback only, not on ${host}`);
  }
  await prepareSchemas();
  // The outside world checks these against its own clock and must not be able to guess them.
  const machine = realRuntime();
  const token = Buffer.from(machine.bytes(24)).toString('base64url');
  const ips = [...new Set(['127.0.0.1', '::1', ...(host === 'localhost' ? [] : [host])])];
  const { ca, certificate, key } = await makeServerCertificate(machine, ips);
  const context: ServerContext = {
    state,
    door,
    kubernetesVersion: options.kubernetesVersion ?? defaultVersion,
    tokens: new Tokens(token, state),
    dialPod: where.dialPod,
    snapshots: new ListSnapshots(state.store),
    lines: new EventLines(),
  };
  const service: Service = { context, endings: new Set(), answering: new Set(), sockets: new Set() };
  const server = createServer({ cert: certificate, key, maxHeaderSize: mostHeaderBytes }, (request, response) =>
    serveRequest(service, request, response),
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    ignoreErrors(socket);
    carryUpgrade(context, request, socket, head).catch(() => socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    ignoreErrors(socket);
    service.sockets.add(socket);
    socket.once('close', () => service.sockets.delete(socket));
  });
  server.on('secureConnection', (socket) => ignoreErrors(socket));
  const port = await listen(server, host, where.port);
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const close = () => closeServer(server, service);
  return { url, port, token, ca, kubeconfig: kubeconfigFor(url, ca, token), close };
}

/** What the requests of one server share. */
interface Service {
  readonly context: ServerContext;
  /** How to end the streams that are open. */
  readonly endings: Set<() => void>;
  /** Answers that are not sent yet. */
  readonly answering: Set<ServerResponse>;
  /** All connections, also those that have not come to speak HTTP. */
  readonly sockets: Set<Socket>;
}

function listen(server: Server, host: string, port: number | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    // Also for later: a connection that cannot be taken is not the end of the server.
    server.on('error', (error) => reject(listenError(error, port)));
    server.listen(port ?? 0, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function listenError(error: Error, port: number | undefined): GatehouseError {
  if (codeOf(error) === 'EADDRINUSE') {
    return new GatehouseError(`port ${port} is in use`, { hint: 'choose another port, or 0 for any', cause: error });
  }
  return new GatehouseError(`the API cannot be served: ${messageOf(error)}`, { cause: error });
}

/** Ends all streams, gives begun answers a moment to arrive, and closes whatever is open then. */
async function closeServer(server: Server, { endings, answering, sockets }: Service): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const end of endings) end();
  const sent = [...answering].map((response) => new Promise<void>((resolve) => response.once('close', resolve)));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closingMilliseconds);
  });
  await Promise.race([Promise.all(sent), late]);
  clearTimeout(timer);
  for (const socket of sockets) socket.destroy();
  await closed;
}

function serveRequest(service: Service, request: IncomingMessage, response: ServerResponse): void {
  ignoreErrors(request, response);
  service.answering.add(response);
  response.once('close', () => service.answering.delete(response));
  carry(service, request, response).catch((error: unknown) => response.destroy(error as Error));
}

async function carry({ context, endings }: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await answerTo(context, request);
  // Bytes, not text: text would make Node write the header in UTF-8 too, which stands in it as bytes already.
  const body = answer.body === undefined ? undefined : Buffer.from(answer.body);
  writeHead(response, answer, body);
  if (answer.stream && request.method !== 'HEAD') carryStream(response, answer.stream, endings);
  else response.end(request.method === 'HEAD' ? undefined : body);
}

/** A request that wants the connection for itself: only forwards get it, all others are answered as usual. */
async function carryUpgrade(
  context: ServerContext,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const user = userOf(context, request.headers.authorization);
  if (!user) return refuseUpgrade(socket, unauthorised());
  const asked = toApiRequest(request, user, Buffer.alloc(0));
  try {
    const target = forwardTarget(context, asked.path);
    if (target) return takeOver(request, socket, head, target);
  } catch (error) {
    return refuseUpgrade(socket, answerError(error));
  }
  refuseUpgrade(socket, await handleRequest(context, asked));
}

async function answerTo(context: ServerContext, request: IncomingMessage): Promise<ApiAnswer> {
  const user = userOf(context, request.headers.authorization);
  if (!user) return unauthorised();
  const body = await readWhole(request);
  return body === undefined ? tooLarge() : handleRequest(context, toApiRequest(request, user, body));
}

function writeHead(response: ServerResponse, answer: ApiAnswer, body: Buffer | undefined): void {
  const warnings = warningHeaders(answer.warnings ?? []);
  const headers: Record<string, string | string[] | number> = {
    'content-type': answer.contentType,
    'cache-control': 'no-cache, private',
    ...(warnings.length > 0 ? { warning: [...warnings] } : {}),
    ...(body ? { 'content-length': body.length } : {}),
    ...answer.headers,
  };
  response.writeHead(answer.status, headers);
}

function userOf({ tokens }: ServerContext, header: string | undefined): User | undefined {
  const given = /^Bearer (?<token>\S+)$/i.exec(header ?? '')?.groups?.token;
  return given === undefined ? undefined : tokens.userOf(given);
}

const unauthorised = (): ApiAnswer => answerJson(refusal(401, 'Unauthorized', 'Unauthorized').status, 401);

const tooLarge = (): ApiAnswer => ({
  ...answerJson(
    refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${mostBodyBytes}`).status,
    413,
  ),
  headers: { connection: 'close' },
});
