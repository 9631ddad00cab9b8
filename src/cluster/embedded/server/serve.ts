import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf, GatehouseError, messageOf } from '../../../core/errors.ts';
import { realRuntime } from '../../../core/runtime.ts';
import { refusal } from '../api/refusals.ts';
import { prepareSchemas } from '../api/schemas.ts';
import type { ApiState } from '../api/state.ts';
import type { EmbeddedOptions, ServedApi, ServeOptions } from '../contract.ts';
import { makeServerCertificate } from './certificates.ts';
import type { ServerContext } from './context.ts';
import { answerError, handleRequest } from './handle.ts';
import { kubeconfigFor } from './kubeconfig.ts';
import { forwardTarget, refuseUpgrade, takeOver } from './streams/upgrade.ts';
import { Tokens, type User } from './tokens.ts';
import { type ApiAnswer, type ApiRequest, answerJson, type StreamStart } from './wire.ts';

const defaultVersion = 'v1.36.3';
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);
/** As etcd and the API server limit requests. */
const mostBytes = 3 * 1024 * 1024;
/** Bytes of changes that may wait for a watcher who does not read; then the watch ends, as apiserver pkg/storage/cacher ends slow ones. */
const mostUnread = 16 * 1024 * 1024;

/** Serves the API over HTTPS, on loopback only, to whoever brings the token. */
export async function serveApi(state: ApiState, options: EmbeddedOptions, where: ServeOptions): Promise<ServedApi> {
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
    kubernetesVersion: options.kubernetesVersion ?? defaultVersion,
    tokens: new Tokens(token, state),
    dialPod: where.dialPod,
    snapshots: new Map(),
  };
  const endings = new Set<() => void>();
  const server = createServer({ cert: certificate, key }, (request, response) => {
    carry(context, request, response, endings).catch((error: unknown) => response.destroy(error as Error));
  });
  const taken = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    taken.add(socket);
    socket.once('close', () => taken.delete(socket));
    socket.on('error', () => socket.destroy());
    carryUpgrade(context, request, socket, head).catch(() => socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, where.port)));
    server.listen(where.port ?? 0, host, () => resolve((server.address() as AddressInfo).port));
  });
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url,
    port,
    token,
    ca,
    kubeconfig: kubeconfigFor(url, ca, token),
    close: () => {
      for (const end of endings) end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      for (const socket of taken) socket.destroy();
      return closed;
    },
  };
}

function listenError(error: Error, port: number | undefined): GatehouseError {
  if (codeOf(error) === 'EADDRINUSE') {
    return new GatehouseError(`port ${port} is in use`, { hint: 'choose another port, or 0 for any', cause: error });
  }
  return new GatehouseError(`the API cannot be served: ${messageOf(error)}`, { cause: error });
}

async function carry(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
  endings: Set<() => void>,
): Promise<void> {
  const answer = await answerTo(context, request);
  writeHead(response, answer);
  if (!answer.stream) {
    response.end(request.method === 'HEAD' ? undefined : answer.body);
    return;
  }
  carryStream(response, answer.stream, endings);
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
  const body = await readAll(request);
  return body === undefined ? tooLarge() : handleRequest(context, toApiRequest(request, user, body));
}

function carryStream(response: ServerResponse, start: StreamStart, endings: Set<() => void>): void {
  response.flushHeaders();
  // What is there when the watch begins is told whole, however much it is.
  let most = Number.POSITIVE_INFINITY;
  const write = (text: string) => {
    if (response.writableLength < most) response.write(text);
    else response.destroy();
  };
  const end = () => response.end();
  const stop = start(write, end);
  most = response.writableLength + mostUnread;
  endings.add(end);
  response.once('close', () => {
    endings.delete(end);
    stop();
  });
}

function toApiRequest(request: IncomingMessage, user: User, body: Buffer): ApiRequest {
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
    accept: request.headers.accept ?? '',
    contentType: request.headers['content-type'] ?? '',
    userAgent: request.headers['user-agent'] ?? '',
    user,
    headers: request.headers,
    body,
  };
}

function writeHead(response: ServerResponse, answer: ApiAnswer): void {
  const warnings = (answer.warnings ?? []).map((text) => `299 - ${JSON.stringify(text)}`);
  const headers: Record<string, string | string[] | number> = {
    'content-type': answer.contentType,
    'cache-control': 'no-cache, private',
    ...(warnings.length > 0 ? { warning: warnings } : {}),
    ...(answer.body === undefined ? {} : { 'content-length': Buffer.byteLength(answer.body) }),
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
  ...answerJson(refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${mostBytes}`).status, 413),
  headers: { connection: 'close' },
});

/** The whole body; undefined when it is too large. */
async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as unknown as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}
