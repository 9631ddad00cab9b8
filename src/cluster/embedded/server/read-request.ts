import type { IncomingMessage } from 'node:http';
import type { User } from './tokens.ts';
import type { ApiRequest } from './wire.ts';

/** What a body may hold: apiserver pkg/server/config.go MaxRequestBodyBytes */
export const mostBodyBytes = 3 * 1024 * 1024;
/** As Go's server, net/http DefaultMaxHeaderBytes: selectors and continue tokens come in the path. */
export const mostHeaderBytes = 1024 * 1024;
/** Of a body that is too large so much is read on, that its sender gets to read why. */
const mostDiscarded = 16 * mostBodyBytes;

/** A request as the API reads it. */
export function toApiRequest(request: IncomingMessage, user: User, body: Buffer): ApiRequest {
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

/** The whole body; undefined when it is too large. Rejects when the client breaks off. */
export function readWhole(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBodyBytes) chunks.push(chunk);
      else chunks = [];
      if (size > mostDiscarded) resolve(undefined);
    });
    request.once('end', () => {
      if (size > mostBodyBytes) resolve(undefined);
      else resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    });
    request.once('close', () => reject(new Error('the client broke off')));
  });
}
