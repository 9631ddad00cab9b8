import type { IncomingMessage } from 'node:http';
import { canonicalHeader, headersOf } from '../decision/request.ts';

/** Headers of one connection only; never sent on. Upstream: net/http/httputil/reverseproxy.go hopHeaders. */
const hopByHop = new Set([
  'Connection',
  'Proxy-Connection',
  'Keep-Alive',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Te',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
]);

/** A message's headers with canonical names; HTTP/2 pseudo headers and Host are left out. */
export function readHeaders(message: Pick<IncomingMessage, 'rawHeaders'>): Map<string, string[]> {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    const name = message.rawHeaders[i]!;
    if (!name.startsWith(':') && name.toLowerCase() !== 'host') pairs.push([name, message.rawHeaders[i + 1]!]);
  }
  return headersOf(pairs);
}

/** Removes the headers of the connection, also those its `Connection` header names. */
export function dropHopByHop(headers: Map<string, string[]>): void {
  for (const value of headers.get('Connection') ?? []) {
    for (const name of value.split(',')) headers.delete(canonicalHeader(name.trim()));
  }
  const trailers = (headers.get('Te') ?? []).some((value) =>
    value.split(',').some((token) => token.trim() === 'trailers'),
  );
  for (const name of hopByHop) headers.delete(name);
  if (trailers) headers.set('Te', ['trailers']);
}

/** Headers as Node writes them. */
export const toNode = (headers: ReadonlyMap<string, readonly string[]>): Record<string, string | string[]> =>
  Object.fromEntries([...headers].map(([name, values]) => [name, values.length === 1 ? values[0]! : [...values]]));
