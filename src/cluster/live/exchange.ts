import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { codeOf } from '../../core/errors.ts';
import { ignoreErrors } from '../../core/ignore-errors.ts';
import type { Access } from './open-access.ts';
import { HalfReply, TooLate } from './unreachable.ts';

/** One request to the API. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with its query, after the server's own. */
  readonly path: string;
  readonly accept?: string;
  /** JSON. */
  readonly body?: string;
  /** Media type of the body. */
  readonly type?: string;
  /** Of a write: twice is the same as once. */
  readonly repeatable?: boolean;
}

/** Where and until when. */
export interface Exchanging {
  readonly server: string;
  readonly access: Access;
  /** Milliseconds until the head of the answer must be there. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Sends one request and gives the answer as soon as its head is there. Rejects with what went wrong, as it was thrown. */
export function exchange(call: ApiCall, where: Exchanging): Promise<IncomingMessage> {
  const { signal, timeoutMs } = where;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = start(call, where);
    const late = setTimeout(() => request.destroy(new TooLate(timeoutMs)), timeoutMs);
    const abort = () => request.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const settle = () => {
      clearTimeout(late);
      signal.removeEventListener('abort', abort);
    };
    request.on('socket', (socket) => socket.setKeepAlive(true, keepAliveMs));
    request.on('error', (thrown) => {
      settle();
      reject(request.reusedSocket && isClosed(thrown) ? new StaleConnection(thrown) : thrown);
    });
    request.on('response', (answer) => {
      settle();
      ignoreErrors(answer);
      resolve(answer);
    });
    request.end(call.body);
  });
}

/** A connection that was kept and that the other side had closed meanwhile. */
export class StaleConnection extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'StaleConnection';
  }
}

/** Milliseconds of silence after which the machine asks whether the other side is still there. */
const keepAliveMs = 30_000;

const isClosed = (thrown: unknown): boolean => ['ECONNRESET', 'EPIPE'].includes(codeOf(thrown) ?? '');

function start({ method, path, accept, body, type }: ApiCall, { server, access }: Exchanging): ClientRequest {
  const url = `${server}${path}`;
  const headers: Record<string, string | string[] | number> = {
    'user-agent': 'gatehouse',
    accept: accept ?? 'application/json',
    ...(body !== undefined && {
      'content-type': type ?? 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
  };
  for (const [name, value] of Object.entries(access.headers))
    headers[name] = typeof value === 'string' ? value : [...value];
  const options = { method, headers, agent: access.agent };
  return url.startsWith('http:') ? requestHttp(url, options) : requestHttps(url, options);
}

/** The whole body of an answer. Rejects with a HalfReply when it ends too early, with a TooLate when it takes too long. */
export async function readBody(answer: IncomingMessage, timeoutMs: number): Promise<string> {
  const chunks: Buffer[] = [];
  const late = setTimeout(() => answer.destroy(new TooLate(timeoutMs)), timeoutMs);
  try {
    for await (const chunk of answer) chunks.push(chunk as Buffer);
  } catch (thrown) {
    throw thrown instanceof TooLate ? thrown : new HalfReply('breaks off in the middle of an answer');
  } finally {
    clearTimeout(late);
  }
  if (!answer.complete) throw new HalfReply('breaks off in the middle of an answer');
  return Buffer.concat(chunks).toString('utf8');
}
